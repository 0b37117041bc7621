package io.github.redsessions.store;

import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Lets tests of other packages read and plant what is encrypted in Redis. */
public final class SealedTexts {

  private final SessionRules rules;

  /** Takes a whole configuration. */
  public SealedTexts(JsonObject json) {
    SessionsConfig config = SessionsConfig.from(json);
    rules =
        new SessionRules(
            config.session(),
            new KeyRing(List.of()),
            new SealKeys(config.encryption()),
            InstantSource.system(),
            new SecureRandom()::nextBytes,
            AttributeValues.of(List.of(), List.of(), null),
            large -> {});
  }

  /** Decrypts the text of an attribute; one that isn't encrypted, or not for this id, is itself. */
  public String open(String id, String name, String text) {
    try {
      return SealedText.isSealed(text)
          ? new SessionSeal(rules).open(Map.of(name, text), token(id)).get(name)
          : text;
    } catch (UnreadableException e) {
      return text;
    }
  }

  /** Gives the text that an attribute has in Redis. */
  public String seal(String id, String name, String text) {
    SessionChanges changes = new SessionChanges();
    changes.add(name, text, null);
    new SessionSeal(rules).seal(changes, Map.of(), token(id), false);
    return changes.texts().get(name);
  }

  private static SessionToken token(String id) {
    return SessionToken.parse(id);
  }
}
