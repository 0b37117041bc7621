package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demonstration's accounts file, with the password that the README names. */
@ExtendWith(VertxExtension.class)
class AccountsTest {

  private static final String PASSWORD = "correct-horse-battery-staple";

  private Accounts accounts;

  @BeforeEach
  void read(Vertx vertx) throws Exception {
    accounts =
        Accounts.open(
                vertx, Path.of("conf/accounts.json"), SessionsConfig.from(new JsonObject()).login())
            .await(10, TimeUnit.SECONDS);
  }

  @Test
  void authenticate_withTheRightPassword_givesTheUser() throws Exception {
    User user = authenticate("demo", PASSWORD).await(30, TimeUnit.SECONDS);

    assertThat(user.subject()).isEqualTo("demo");
    assertThat(user.principal().getString("username")).isEqualTo("demo");
  }

  /** Row B5: unknown and wrong are the same; and B8, nothing is truncated or folded. */
  @Test
  void authenticate_withAnythingElse_failsInOneWay() {
    List<Throwable> failures =
        Stream.of(
                authenticate("demo", PASSWORD + "x"),
                authenticate("demo", ""),
                authenticate("demo", "x".repeat(1024)),
                authenticate("demo", "x".repeat(1025)),
                authenticate("Demo", PASSWORD),
                authenticate("demo ", PASSWORD),
                authenticate("nobody", PASSWORD),
                authenticate("demo", null),
                authenticate(null, PASSWORD),
                accounts.authenticate(new TokenCredentials("demo")))
            .map(AccountsTest::failureOf)
            .toList();

    assertThat(failures)
        .hasSize(10)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isExactlyInstanceOf(CredentialValidationException.class)
                    .hasMessage("unknown username or wrong password"));
  }

  /** Row B6: the workers are asked for an unknown name as for a known one. */
  @Test
  void authenticate_ofAnUnknownName_isDecidedOnTheWorkersToo() {
    assertThat(isAnsweredAtOnce("demo", "wrong")).isFalse();
    assertThat(isAnsweredAtOnce("nobody", "wrong")).isFalse();
    assertThat(isAnsweredAtOnce("demo", "x".repeat(1025))).isTrue();
    assertThat(isAnsweredAtOnce("nobody", "x".repeat(1025))).isTrue();
  }

  /** Row B10: while both workers are busy, the event loop that asked goes on. */
  @Test
  void b10_authenticate_leavesTheEventLoopFree(Vertx vertx) throws Exception {
    Context context = vertx.getOrCreateContext();
    AtomicReference<Boolean> decidedBeforeNextTick = new AtomicReference<>();
    Future<User> login =
        onContext(
            context,
            () -> {
              Future<User> decision = authenticate("demo", PASSWORD);
              context.runOnContext(tick -> decidedBeforeNextTick.set(decision.isComplete()));
              return decision;
            });

    assertThat(login.await(30, TimeUnit.SECONDS).subject()).isEqualTo("demo");
    assertThat(decidedBeforeNextTick.get()).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith(Accounts.WORKERS))
        .hasSizeBetween(1, 2);
  }

  /** Row B10: a flood is refused and not piled up. */
  @Test
  void b10_authenticate_behindTooManyOthers_isRefusedForNow() {
    List<Future<User>> flood =
        IntStream.range(0, Accounts.MAX_WAITING + 10)
            .mapToObj(i -> authenticate("demo", "wrong"))
            .toList();

    assertThat(flood.stream().map(AccountsTest::failureOf))
        .filteredOn(HttpException.class::isInstance)
        .hasSizeBetween(1, 10)
        .allSatisfy(busy -> assertThat(((HttpException) busy).getStatusCode()).isEqualTo(503));
    assertThat(failureOf(authenticate("demo", "wrong")))
        .isInstanceOf(CredentialValidationException.class);
  }

  @Test
  void authenticate_printsNothing() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(failureOf(authenticate("demo", "wrong"))).isNotNull();
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private boolean isAnsweredAtOnce(String username, String password) {
    Future<User> login = authenticate(username, password);
    boolean atOnce = login.isComplete();
    assertThat(failureOf(login)).isInstanceOf(CredentialValidationException.class);
    return atOnce;
  }

  private Future<User> authenticate(String username, String password) {
    return accounts.authenticate(new UsernamePasswordCredentials(username, password));
  }

  private static Throwable failureOf(Future<User> login) {
    return catchThrowable(() -> login.await(30, TimeUnit.SECONDS));
  }

  private static <T> Future<T> onContext(Context context, Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> work.get().onComplete(promise));
    return promise.future();
  }
}
