package io.github.redsessions.contract;

import io.github.redsessions.RedisSessions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.tests.handler.SessionHandlerTestBase;
import java.util.function.Consumer;

/** vertx-web's own contract suite for session stores, with the stock handler over this store. */
// The suite calls setUp and tearDown from a @Before and an @After of its own.
@SuppressWarnings({"JUnit4SetUpNotRun", "JUnit4TearDownNotRun"})
public class StockSessionHandlerIT extends SessionHandlerTestBase {

  RedisSessions sessions;

  /** The section {@code encryption}. */
  JsonObject encryption() {
    return new JsonObject();
  }

  @Override
  public void setUp() throws Exception {
    super.setUp();
    sessions = ContractSessions.open(vertx, encryption());
    store = sessions.store();
  }

  @Override
  public void tearDown() throws Exception {
    if (sessions != null) {
      ContractSessions.close(sessions);
    }
    super.tearDown();
  }

  @Override
  protected HttpServerOptions getHttpServerOptions() {
    return ContractSessions.onAnyPort(super.getHttpServerOptions());
  }

  /** Asks the port that was given to the server, for the suite always says 8080. */
  @Override
  protected void testRequestBuffer(
      HttpClient client,
      HttpMethod method,
      int port,
      String path,
      Consumer<HttpClientRequest> requestAction,
      Consumer<HttpClientResponse> responseAction,
      int statusCode,
      String statusMessage,
      Buffer responseBody,
      boolean normalizeLineEndings)
      throws Exception {
    super.testRequestBuffer(
        client,
        method,
        server.actualPort(),
        path,
        requestAction,
        responseAction,
        statusCode,
        statusMessage,
        responseBody,
        normalizeLineEndings);
  }
}
