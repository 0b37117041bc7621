package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Row A1: whatever becomes of a report, what is being audited goes on. */
class AuditTrailTest {

  /** Part of a logging configuration of the application's own. */
  private static final class Broken extends TurboFilter {
    @Override
    public FilterReply decide(
        Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
      if (logger.getName().equals(AuditTrail.LOGGER)) {
        throw new IllegalStateException("a filter of the application's own");
      }
      return FilterReply.NEUTRAL;
    }
  }

  @Test
  void a1_logThatThrows_breaksNothing() {
    Vertx vertx = Vertx.vertx();
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    Broken broken = new Broken();
    AuditTrail audit =
        new AuditTrail(vertx, SessionsConfig.from(new JsonObject()), InstantSource.system(), null);
    logging.addTurboFilter(broken);
    try (LogCapture log = new LogCapture()) {
      audit.report(AuditEvent.LOGIN_FAILED, null, new JsonObject());

      assertThat(log.text()).contains("The audit event login.failed could not be reported");
    } finally {
      logging.getTurboFilterList().remove(broken);
      await(vertx.close());
    }
  }
}
