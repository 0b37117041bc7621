package io.github.redsessions;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Lets attributes be of a class that sessions can't store by themselves: writes its values as text,
 * and reads them back.
 *
 * <pre>{@code
 * final class LocaleCodec implements AttributeCodec<Locale> {
 *   public String tag() {
 *     return "locale";
 *   }
 *
 *   public Class<Locale> type() {
 *     return Locale.class;
 *   }
 *
 *   public String encode(Locale locale) {
 *     return locale.toLanguageTag();
 *   }
 *
 *   public Locale decode(String text) {
 *     return Locale.forLanguageTag(text);
 *   }
 *
 *   public boolean isMutable() {
 *     return false;
 *   }
 * }
 *
 * RedisSessions.open(vertx, config, List.of(new LocaleCodec()));
 * }</pre>
 *
 * <p>Then {@code session.put("language", Locale.UK)} is stored as {@code ~locale:en-GB}. Enums,
 * records and {@code ClusterSerializable} classes need no codec: name them under {@code
 * session.types}. A codec is for the classes of others, and for a text that is to outlive the
 * class: the name of the class is not in it.
 *
 * <p>{@link #encode} runs in {@code Session.put}, and again when the session is stored if the value
 * can change in place; {@link #decode} runs when the attribute is asked for, and never for one that
 * isn't. Both run on the caller's thread, mostly an event loop: they must not block. All threads
 * use one codec at the same time. Sends no command.
 *
 * <p>During a rolling deploy old and new servers read each other's texts: a codec should read what
 * its last version wrote. A server without the codec leaves the text as it is, and an attempt to
 * read it fails with {@link SessionFormatException}.
 *
 * @param <T> the type of the values
 * @see RedisSessions#open(Vertx, JsonObject, List)
 */
public interface AttributeCodec<T> {

  /**
   * Names the codec in Redis: the text is stored as {@code ~tag:text}. Asked for once, when the
   * sessions are opened.
   *
   * @return 1 to 32 of {@code a} to {@code z}, {@code 0} to {@code 9} and {@code -}; not the tag of
   *     a built-in type, nor that of another codec
   */
  String tag();

  /**
   * Tells whose values it writes. Asked for once, when the sessions are opened.
   *
   * @return a class, for the values of exactly this class; or an interface or an abstract class,
   *     for all that are of it and have no other way to be stored, by the first such codec of the
   *     list
   */
  Class<T> type();

  /**
   * Writes a value.
   *
   * @param value what the application puts, never null
   * @return any text without half of a surrogate pair. If it is null, or this throws, the put fails
   *     with {@link IllegalArgumentException}, which names the attribute and the codec, and quotes
   *     nothing
   */
  String encode(T value);

  /**
   * Reads a value. What comes from Redis may have been changed by whoever can write there: check
   * it, and let no text choose a class.
   *
   * @param text what {@link #encode} has written, or anything else
   * @return a value that equals what was written. If it is null or of another type, or this throws,
   *     reading the attribute fails with {@link SessionFormatException}, which names the attribute
   *     and the codec, and quotes nothing; the text stays in Redis
   */
  T decode(String text);

  /**
   * Tells whether a value can change while the session has it. Then it is written again whenever
   * the session is stored, and stored if the text is another one; for that, equal values must give
   * equal texts.
   *
   * @return true by default; false saves that work for classes whose objects never change
   */
  default boolean isMutable() {
    return true;
  }
}
