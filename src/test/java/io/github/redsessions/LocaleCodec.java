package io.github.redsessions;

import java.util.Locale;

/** The example of {@link AttributeCodec}. */
final class LocaleCodec implements AttributeCodec<Locale> {
  @Override
  public String tag() {
    return "locale";
  }

  @Override
  public Class<Locale> type() {
    return Locale.class;
  }

  @Override
  public String encode(Locale locale) {
    return locale.toLanguageTag();
  }

  @Override
  public Locale decode(String text) {
    return Locale.forLanguageTag(text);
  }

  @Override
  public boolean isMutable() {
    return false;
  }
}
