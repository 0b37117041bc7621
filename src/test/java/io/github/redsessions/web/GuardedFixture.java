package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.store.ReportedChange;
import io.github.redsessions.testkit.Futures;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A guarded response over a real one that only notes what it is asked for. */
abstract class GuardedFixture {

  final Vertx vertx = Vertx.vertx();
  final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  final MultiMap asked = HttpHeaders.headers();
  final MultiMap headers = HttpHeaders.headers();
  final Promise<Void> stored = Promise.promise();
  final Noted<HttpServerResponse> real = new Noted<>(HttpServerResponse.class);
  final Noted<HttpServerRequestInternal> request = new Noted<>(HttpServerRequestInternal.class);

  GuardedFixture() {
    real.answer("headers", headers).answer("getStatusCode", 200);
    for (String chained : List.of("setStatusCode", "setStatusMessage", "putHeader")) {
      real.answer(chained, real.object);
    }
    for (String sends : List.of("end", "write", "writeHead", "sendFile", "reset")) {
      real.answer(sends, Future.succeededFuture());
    }
    request
        .answer("response", real.object)
        .answer("context", context)
        .answer("method", HttpMethod.GET)
        .answer("headers", asked)
        .answer("version", HttpVersion.HTTP_1_1)
        .answer("cookies", Set.of());
  }

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  GuardedResponse guarded() {
    return new GuardedResponse(request.object);
  }

  /** A response at whose head a change begins, which isn't stored yet. */
  GuardedResponse changed() {
    GuardedResponse response = guarded();
    response.headersEndHandler(v -> ReportedChange.report(stored.future()));
    real.calls.clear();
    return response;
  }

  void onContext(Runnable test) {
    Futures.onContext(context, test);
  }

  /** Which of the operations that send something the real response was asked for. */
  List<String> sent() {
    Set<String> sending =
        Set.of(
            "end",
            "write",
            "writeHead",
            "sendFile",
            "reset",
            "push",
            "writeContinue",
            "writeEarlyHints",
            "writeCustomFrame");
    return real.names().stream().filter(sending::contains).toList();
  }
}
