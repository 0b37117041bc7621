package io.github.redsessions.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** All that is logged by anybody, at every level, between its creation and {@link #close()}. */
public final class LogCapture implements AutoCloseable {

  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level levelBefore = root.getLevel();
  private final Lines lines = new Lines();

  public LogCapture() {
    lines.setContext(root.getLoggerContext());
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
  }

  /**
   * The log so far: a line each of level, logger, message and MDC, then the exception with its
   * causes.
   */
  public String text() {
    return String.join("\n", lines.queue);
  }

  @Override
  public void close() {
    root.setLevel(levelBefore);
    root.detachAppender(lines);
    lines.stop();
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {

    final Queue<String> queue = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      IThrowableProxy thrown = event.getThrowableProxy();
      queue.add(
          event.getLevel()
              + " "
              + event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + " "
              + event.getMDCPropertyMap()
              + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
    }
  }
}
