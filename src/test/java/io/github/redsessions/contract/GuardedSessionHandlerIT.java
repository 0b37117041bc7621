package io.github.redsessions.contract;

import io.github.redsessions.testkit.Futures;

/** The same suite through the guard, in front of a server of its own. */
@SuppressWarnings({"JUnit4SetUpNotRun", "JUnit4TearDownNotRun"})
public class GuardedSessionHandlerIT extends StockSessionHandlerIT {

  @Override
  public void setUp() throws Exception {
    super.setUp();
    // The suite's server has begun to listen, with the router itself as its handler.
    Futures.await(server.close());
    server = vertx.createHttpServer(getHttpServerOptions()).requestHandler(sessions.guard(router));
    Futures.await(server.listen());
  }
}
