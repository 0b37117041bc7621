package io.github.redsessions.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The watch sees a secret wherever it is logged. Rows G7, S8. */
class LeakWatchTest {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.redsessions.store.Any");

  private final String secret = newSecret();

  @Test
  void secretOfASession_isFoundInAnyPlace() {
    LOG.trace("a {} b", secret);
    LOG.trace("arguments {}", Map.of("id", "AAECAwQFBgcICQoLDA0ODw" + secret + ".k1.mac"));
    LOG.debug("thrown", new IllegalStateException("outer", new IllegalStateException(secret)));
    LOG.atTrace().addKeyValue("cookie", secret).log("with a pair");
    LoggerFactory.getLogger("io.netty.any").trace("/path/" + secret + "?x");
    LOG.trace(secret.replace('-', '+').replace('_', '/'));
    MDC.put("session", secret);
    LOG.trace("with a context");
    MDC.clear();
    assertThat(LeakWatch.leaks()).hasSize(7).allMatch(leak -> SeenSecrets.in(leak).isPresent());
    assertThat(LeakWatch.leaks()).isEmpty();
  }

  @Test
  void whatIsNoSecret_isNotFound() {
    String other = "A".repeat(SeenSecrets.in(secret).orElseThrow().length());
    LOG.trace("{} {} {}", other, secret.substring(1), secret.substring(0, 42));
    assertThat(LeakWatch.leaks()).isEmpty();
  }

  @Test
  void passwordThatATestNames_isFound() {
    LOG.trace("AUTH user {}", SeenSecrets.add("a-password-of-LeakWatchTest"));
    assertThat(LeakWatch.leaks()).hasSize(1);
  }

  private static String newSecret() {
    Vertx vertx = Vertx.vertx();
    byte[] bytes = new byte[32];
    VertxContextPRNG.current(vertx).nextBytes(bytes);
    Futures.await(vertx.close());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
