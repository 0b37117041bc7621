package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code conf/logback.xml} makes of the audit. */
class AuditLogTest {

  @Test
  void a2_event_isOneLineOfJsonWithNothingBeforeIt() throws JoranException {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("conf", "logback.xml").toFile());
    Logger logger = context.getLogger(AuditTrail.LOGGER);
    OutputStreamAppender<ILoggingEvent> appender =
        (OutputStreamAppender<ILoggingEvent>) logger.getAppender("AUDIT");
    String line = "{\"user\":\"100 % {} %n\"}";
    LoggingEvent event = new LoggingEvent("x", logger, Level.WARN, line, null, null);

    assertThat(logger.isAdditive()).as("in the other log too").isFalse();
    assertThat(logger.isInfoEnabled()).isTrue();
    assertThat(new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8))
        .isEqualTo(line + System.lineSeparator());
    context.stop();
  }
}
