package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a response lets through that waits, and what it ignores after its change could not be
 * stored. Row F4; {@code GuardOrderIT} and {@code GuardFailureIT} have the rest.
 */
class GuardedResponseTest {

  private final Vertx vertx = Vertx.vertx();
  private final Noted<HttpServerResponse> real = new Noted<>(HttpServerResponse.class);
  private final Noted<HttpServerRequestInternal> request =
      new Noted<>(HttpServerRequestInternal.class);
  private final GuardedResponse response;

  GuardedResponseTest() {
    real.answer("headers", HeadersMultiMap.httpHeaders());
    for (String chained : List.of("setStatusCode", "setStatusMessage", "putHeader")) {
      real.answer(chained, real.object);
    }
    request
        .answer("response", real.object)
        .answer("context", (ContextInternal) vertx.getOrCreateContext())
        .answer("version", HttpVersion.HTTP_1_1)
        .answer("cookies", Set.of());
    response = new GuardedResponse(request.object);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** What describes the head, and the handlers of the rest. */
  static Stream<Method> described() {
    return PassedOn.methods(ResponseWrapper.class, HttpServerResponse.class);
  }

  /** Those that change something that a refusal has replaced. */
  static Stream<Method> changes() {
    Set<String> others = Set.of("bodyEndHandler", "setStreamPriority");
    return described()
        .filter(method -> method.getParameterCount() > 0 && !others.contains(method.getName()));
  }

  @ParameterizedTest
  @MethodSource("described")
  void open_everythingIsPassedOn(Method method) {
    PassedOn.check(method, response, real);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void d4_refused_changesAreIgnored(Method method) {
    response.refuseUpgrade(new IllegalStateException("not stored"));
    real.calls.clear();

    Object given = PassedOn.invoke(method, response, PassedOn.samples(method));
    assertThat(real.calls).isEmpty();
    if (method.getReturnType() == HttpServerResponse.class) {
      assertThat(given).isSameAs(response);
    } else if (method.getReturnType() == Set.class) {
      assertThat(given).isEqualTo(Set.of());
    } else {
      assertThat(given).isNull();
    }
  }

  @Test
  void d4_refused_handlersCanBeTakenAway_andTrailersAreGone() {
    response.putTrailer("X-Sum", "1");
    real.answer("trailers", HeadersMultiMap.httpHeaders().add("X-Sum", "1"));
    response.refuseUpgrade(new IllegalStateException("not stored"));
    assertThat(response.trailers()).isEmpty();
    real.calls.clear();

    response.exceptionHandler(null).closeHandler(null).endHandler(null).drainHandler(null);
    assertThat(real.names())
        .containsExactly("exceptionHandler", "closeHandler", "endHandler", "drainHandler");
    assertThat(real.calls).allMatch(call -> call.args().equals(Arrays.asList((Object) null)));
  }

  @Test
  void withoutTrailers_noneAreAskedFor() {
    response.refuseUpgrade(new IllegalStateException("not stored"));
    assertThat(real.names()).doesNotContain("trailers");
  }
}
