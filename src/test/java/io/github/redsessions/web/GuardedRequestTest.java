package io.github.redsessions.web;

import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A chain of calls ends with the request whose response waits. {@code GuardUpgradeIT} has more. */
class GuardedRequestTest extends GuardedFixture {

  static Stream<Method> chains() {
    Set<String> others = Set.of("response", "toWebSocket", "toNetSocket");
    return PassedOn.methods(GuardedRequest.class, HttpServerRequest.class)
        .filter(method -> !others.contains(method.getName()));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void f4_chain_neverGivesTheRequestUnderneathAway(Method method) {
    PassedOn.check(method, new GuardedRequest(request.object), request);
  }
}
