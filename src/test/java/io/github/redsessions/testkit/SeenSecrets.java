package io.github.redsessions.testkit;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every secret that this JVM knows: those of all sessions, which are all that is ever 32 random
 * bytes long, and the passwords and keys that tests name. The generator that vertx-auth-common is
 * told to use notes what it makes, so that no test and no client has to report anything.
 */
public final class SeenSecrets {

  private static final String ALGORITHM = "RecordedSecureRandom";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LENGTH = 43;

  /** As long as a secret or longer, in the alphabet of URLs and in the other one. */
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9_+/-]{" + SECRET_LENGTH + ",}");

  private static final Set<String> SESSIONS = ConcurrentHashMap.newKeySet();

  /** With how tests begin those that they make up for themselves. */
  private static final Set<String> NAMED = new CopyOnWriteArraySet<>(List.of("SECRET-of-"));

  private SeenSecrets() {}

  /** Makes every session secret from now on a seen one. */
  static void record() {
    Security.addProvider(new RecordingProvider());
    System.setProperty("io.vertx.ext.auth.prng.algorithm", ALGORITHM);
  }

  /** Adds a password or a key, which must not be part of anything harmless. */
  public static String add(String secret) {
    NAMED.add(secret);
    return secret;
  }

  /** Tells how many sessions' secrets were seen. */
  static int sessions() {
    return SESSIONS.size();
  }

  /** Finds a secret in a text. Costs next to nothing for a text without a long run. */
  public static Optional<String> in(String text) {
    for (String secret : NAMED) {
      if (text.contains(secret)) {
        return Optional.of(secret);
      }
    }
    Matcher runs = RUN.matcher(text);
    while (runs.find()) {
      String run = runs.group().replace('+', '-').replace('/', '_');
      for (int i = 0; i + SECRET_LENGTH <= run.length(); i++) {
        String part = run.substring(i, i + SECRET_LENGTH);
        if (SESSIONS.contains(part)) {
          return Optional.of(part);
        }
      }
    }
    return Optional.empty();
  }

  /** Announces the generator under its name. */
  private static final class RecordingProvider extends Provider {

    private static final long serialVersionUID = 1L;

    RecordingProvider() {
      super("redsessions-tests", "1", "Notes the secrets of sessions");
      putService(
          new Service(this, "SecureRandom", ALGORITHM, Recording.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new Recording();
            }
          });
    }
  }

  /** The platform's own generator, and a note of what it made. */
  private static final class Recording extends SecureRandomSpi {

    private static final long serialVersionUID = 1L;

    private final SecureRandom random = new SecureRandom();

    @Override
    protected void engineSetSeed(byte[] seed) {
      random.setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      random.nextBytes(bytes);
      if (bytes.length == SECRET_BYTES) {
        SESSIONS.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      return random.generateSeed(length);
    }
  }
}
