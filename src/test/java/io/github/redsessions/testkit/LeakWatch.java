package io.github.redsessions.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/**
 * Reads all that anybody logs in any test, at every level, and the failures that callers get, and
 * fails the test class in which there was a secret. JUnit starts it with the JVM and runs it after
 * every class by itself. What Netty would log of a connection isn't there, since nobody puts its
 * LoggingHandler into one; what vertx-web logs of a URL at DEBUG or TRACE is left out, since that
 * is the client's and the tests put ids there. Rows G7, S8; CVE-2023-20866.
 */
public final class LeakWatch implements LauncherSessionListener, AfterAllCallback {

  /** At TRACE every URL, and at DEBUG those of requests without TLS. */
  private static final Set<String> LOGGERS_OF_URLS =
      Set.of(
          "io.vertx.ext.web.impl.RouterImpl", "io.vertx.ext.web.handler.impl.SessionHandlerImpl");

  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  private static final AtomicBoolean WATCHING = new AtomicBoolean();

  /** Once in a JVM: who runs each test in a session of its own opens thousands. */
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (!WATCHING.compareAndSet(false, true)) {
      return;
    }
    SeenSecrets.record();
    Logger root =
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    Reader reader = new Reader();
    reader.setContext(root.getLoggerContext());
    reader.start();
    root.addAppender(reader);
    // The console has a threshold of its own.
    root.setLevel(Level.TRACE);
  }

  /** For what a class of JUnit 4 has leaked after which no other one came. */
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    check();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check();
  }

  /** Looks at a text that is seen outside of the process, such as a failure. */
  static void look(String place, String text) {
    SeenSecrets.in(text).ifPresent(secret -> LEAKS.add(place + ": " + text));
  }

  /** Looks at a failure that a caller gets, with its causes. */
  static void look(String place, Throwable failure) {
    look(place, ThrowableProxyUtil.asString(new ThrowableProxy(failure)));
  }

  /** Gives what was found since this was last asked. */
  static List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  private static void check() {
    List<String> leaks = leaks();
    if (!leaks.isEmpty()) {
      throw new AssertionError("A secret was shown:\n" + String.join("\n", leaks));
    }
  }

  private static final class Reader extends AppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      if (Level.DEBUG.isGreaterOrEqual(event.getLevel())
          && LOGGERS_OF_URLS.contains(event.getLoggerName())) {
        return;
      }
      IThrowableProxy thrown = event.getThrowableProxy();
      look(
          event.getLevel() + " " + event.getLoggerName(),
          event.getFormattedMessage()
              + " "
              + event.getMDCPropertyMap()
              + " "
              + event.getKeyValuePairs()
              + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
    }
  }
}
