package io.github.redsessions.web;

import io.vertx.ext.web.handler.SessionHandler;

/**
 * vertx-web's own contract suite once more, with each handler behind one that loads nothing: loaded
 * on demand, a session is the same as when it is loaded at once.
 *
 * <p>The suite sets its stock handlers up before they get here, so what the one that loads has to
 * know of it is said again.
 */
// The suite calls setUp and tearDown from a @Before and an @After of its own.
@SuppressWarnings({"JUnit4SetUpNotRun", "JUnit4TearDownNotRun"})
public class LazyStockSuiteIT extends StockSuiteIT {

  private String cookieName = SessionHandler.DEFAULT_SESSION_COOKIE_NAME;
  private long timeout = SessionHandler.DEFAULT_SESSION_TIMEOUT;
  private boolean signed;

  @Override
  Object[] handlers(RedisSessionHandler handler) {
    handler.setSessionCookieName(cookieName).setSessionTimeout(timeout);
    return signed ? super.handlers(handler) : new Object[] {handler.unloaded(), handler};
  }

  @Override
  public void testSessionCookieName() throws Exception {
    cookieName = "acme.sillycookie";
    super.testSessionCookieName();
  }

  @Override
  public void testSessionExpires() throws Exception {
    timeout = 1_000;
    super.testSessionExpires();
  }

  /** Loaded at once: a signing secret in code is what the other refuses. */
  @Override
  public void testSessionCookieSigning() throws Exception {
    signed = true;
    super.testSessionCookieSigning();
  }
}
