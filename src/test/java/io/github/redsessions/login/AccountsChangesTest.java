package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Argon2Config;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes in the accounts file while it is in use, by the service and by hand. */
class AccountsChangesTest {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final String OLD = "an old password of ann";
  private static final String NEW = "twelve green bicycles";
  private static final Argon2Config WEAK = new Argon2Config(4096, 1, 1);
  private static final LoginConfig CONFIG = SessionsConfig.from(new JsonObject()).login();

  @TempDir private Path directory;
  private final List<Vertx> running = new ArrayList<>();
  private Path file;
  private Vertx vertx;

  @BeforeEach
  void writeFile() throws IOException {
    file = directory.resolve("accounts.json");
    vertx = start();
    write(account("ann", CONFIG.argon2()).put("roles", JsonArray.of("admin", "b")), account("ben"));
  }

  @AfterEach
  void close() {
    running.forEach(each -> await(each.close()));
  }

  @Test
  void b7_aWeakHash_isReplacedWhenItsUserLogsIn_andNothingElseIs() throws IOException {
    JsonObject ben = account("ben", WEAK).put("disabled", true);
    write(account("ann", WEAK).put("roles", JsonArray.of("admin")), ben);
    String log;
    Accounts accounts;
    try (LogCapture capture = new LogCapture()) {
      accounts = open(vertx);
      log = capture.text();
    }
    assertThat(log).contains("WARN", "2 passwords have a weaker hash").doesNotContain("ann", "ben");

    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");

    eventually(
        BOUND, () -> assertThat(stored("ann").getString("password")).contains("$m=19456,t=2,p=1$"));
    assertThat(stored("ann").getJsonArray("roles")).isEqualTo(JsonArray.of("admin"));
    assertThat(stored("ben")).isEqualTo(ben);
    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");
    assertThat(isRefused(accounts, "ann", OLD + "x")).isTrue();
  }

  @Test
  void b7_aWeakHash_staysWhenThePasswordIsWrong() throws IOException {
    write(account("ann", WEAK));
    String before = Files.readString(file);
    Accounts accounts = open(vertx);

    assertThat(isRefused(accounts, "ann", OLD + "x")).isTrue();
    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");

    eventually(BOUND, () -> assertThat(file).content().isNotEqualTo(before));
  }

  /** A login with the old password that is slower than the change must not bring it back. */
  @Test
  void b7_aHashThatWasReplacedMeanwhile_isNotReplacedAgain() throws IOException {
    PasswordHash before = hash(OLD, WEAK);
    PasswordHash changed = hash(NEW, WEAK);
    write(new JsonObject().put("username", "ann").put("password", changed.encode()));

    assertThat(AccountsEdit.replace(file, "ann", before, hash(OLD, CONFIG.argon2()))).isFalse();
    assertThat(stored("ann").getString("password")).isEqualTo(changed.encode());
    assertThat(AccountsEdit.replace(file, "ann", changed, before)).isTrue();
    assertThat(stored("ann").getString("password")).isEqualTo(before.encode());
  }

  /** Row L6 needs it: for everybody, whichever instance made the change. */
  @Test
  void aChangedPassword_countsAtOnceForAllInstances_andAfterASecondForOtherProcesses() {
    Accounts accounts = open(vertx);
    Accounts sibling = open(vertx);
    Accounts stranger = open(start());

    await(accounts.changePassword("ann", NEW));

    for (Accounts each : List.of(accounts, sibling)) {
      assertThat(isRefused(each, "ann", OLD)).isTrue();
      assertThat(await(logIn(each, "ann", NEW)).subject()).isEqualTo("ann");
    }
    eventually(BOUND, () -> assertThat(isRefused(stranger, "ann", OLD)).isTrue());
    assertThat(await(logIn(stranger, "ann", NEW)).subject()).isEqualTo("ann");
    assertThat(await(logIn(accounts, "ben", OLD)).subject()).isEqualTo("ben");
  }

  @Test
  void aChangedFile_keepsWhatElseIsInIt_andIsReadableByItsOwnerAlone() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
    Accounts accounts = await(Accounts.open(vertx, link, CONFIG));
    JsonObject ben = stored("ben");

    await(accounts.changePassword("ann", NEW));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(stored("ann").getJsonArray("roles")).isEqualTo(JsonArray.of("admin", "b"));
    assertThat(stored("ann").getString("password")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(stored("ben")).isEqualTo(ben);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, link);
    }
  }

  @Test
  void changesOfManyAtOnce_allSurvive() throws IOException {
    JsonObject[] many = new JsonObject[10];
    for (int i = 0; i < many.length; i++) {
      many[i] = account("user" + i);
    }
    write(many);
    List<Accounts> all = List.of(open(vertx), open(vertx), open(start()));
    List<Future<Void>> changes = new ArrayList<>();
    for (int i = 0; i < many.length; i++) {
      changes.add(all.get(i % all.size()).changePassword("user" + i, NEW + i));
    }
    changes.forEach(change -> await(change));

    for (int i = 0; i < many.length; i++) {
      String phc = stored("user" + i).getString("password");
      assertThat(PasswordHash.parse(phc, problem -> {}).matches(NEW + i)).isTrue();
    }
  }

  /** Rows B8, B9. */
  @Test
  void b9_aPasswordThatMayNotBeChosen_changesNothing() throws IOException {
    String before = Files.readString(file);
    Accounts accounts = open(vertx);
    List<Throwable> failures =
        Stream.of("fourteen chars", "passwordpassword", "x".repeat(1025))
            .map(each -> failureOf(accounts.changePassword("ann", each)))
            .toList();

    assertThat(failures).hasOnlyElementsOfType(PasswordRefusedException.class);
    assertThat(failures.get(0)).hasMessage("found 14 characters, allowed 15 to 1024");
    assertThat(file).content().isEqualTo(before);
    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");
  }

  @Test
  void aChangeThatCannotBeStored_fails() throws IOException {
    Accounts accounts = open(vertx);
    assertThat(failureOf(accounts.changePassword("nobody", NEW)))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(404));
    Files.delete(file);

    assertThat(failureOf(accounts.changePassword("ann", NEW)))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(503));
    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");
  }

  /** Row L7: what is changed by hand. Row B5: a disabled account looks like a wrong password. */
  @Test
  void l7_b5_aRoleChange_aDisabledAndADeletedAccount_areSeenWithoutARestart() throws IOException {
    Accounts accounts = open(vertx);
    assertThat(await(accounts.account("ann")))
        .contains(new Account("ann", Set.of("admin", "b"), false));
    User admin = await(logIn(accounts, "ann", OLD));
    assertThat(admin.principal().getJsonArray("roles")).isEqualTo(JsonArray.of("admin", "b"));
    assertThat(await(logIn(accounts, "ben", OLD)).principal().containsKey("roles")).isFalse();

    write(account("ann").put("roles", JsonArray.of("b")), account("ben").put("disabled", true));
    eventually(
        BOUND,
        () ->
            assertThat(await(accounts.account("ann")))
                .contains(new Account("ann", Set.of("b"), false)));
    assertThat(await(accounts.account("ben"))).contains(new Account("ben", Set.of(), true));
    assertThat(isRefused(accounts, "ben", OLD)).isTrue();
    assertThat(logIn(accounts, "ben", OLD).isComplete()).isFalse();

    write(account("ann"));
    eventually(BOUND, () -> assertThat(await(accounts.account("ben"))).isEqualTo(Optional.empty()));
    assertThat(isRefused(accounts, "ben", OLD)).isTrue();
  }

  @Test
  void aNewFileThatIsWrong_changesNothing_andIsToldOnce() throws IOException {
    Accounts accounts = open(vertx);
    LiveAccounts live = await(LiveAccounts.open(vertx, file, CONFIG.argon2()));
    try (LogCapture capture = new LogCapture()) {
      replaceBy("{\"accounts\": [{\"username\": \"ann\", \"password\": \"hunter2\"}]}");
      await(live.refresh());
      await(live.refresh());
      assertThat(errors(capture)).hasSize(1);
      assertThat(errors(capture).get(0)).contains(file.toString()).doesNotContain("hunter2");
      assertThat(await(accounts.account("ben"))).isPresent();

      Files.delete(file);
      await(live.refresh());
      await(live.refresh());
      assertThat(errors(capture)).hasSize(2);
      assertThat(await(accounts.account("ben"))).isPresent();

      write(account("ann"));
      await(live.refresh());
      assertThat(await(accounts.account("ben"))).isEmpty();
      assertThat(errors(capture)).hasSize(2);
    }
    assertThat(await(logIn(accounts, "ann", OLD)).subject()).isEqualTo("ann");
  }

  private static List<String> errors(LogCapture capture) {
    return capture.text().lines().filter(line -> line.startsWith("ERROR ")).toList();
  }

  private Vertx start() {
    Vertx started = Vertx.vertx();
    running.add(started);
    return started;
  }

  private Accounts open(Vertx in) {
    return await(Accounts.open(in, file, CONFIG));
  }

  private static Future<User> logIn(Accounts accounts, String username, String password) {
    return accounts.authenticate(new UsernamePasswordCredentials(username, password));
  }

  private static boolean isRefused(Accounts accounts, String username, String password) {
    Future<User> login = logIn(accounts, username, password);
    return await(login.map(false).otherwise(e -> e instanceof CredentialValidationException));
  }

  private JsonObject stored(String username) throws IOException {
    return new JsonObject(Files.readString(file))
        .getJsonArray("accounts").stream()
            .map(JsonObject.class::cast)
            .filter(account -> account.getString("username").equals(username))
            .findFirst()
            .orElseThrow();
  }

  private void write(JsonObject... accounts) throws IOException {
    replaceBy(new JsonObject().put("accounts", new JsonArray(List.of(accounts))).encode());
  }

  private void replaceBy(String content) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonObject account(String username) {
    return account(username, CONFIG.argon2());
  }

  private static JsonObject account(String username, Argon2Config argon2) {
    return new JsonObject().put("username", username).put("password", hash(OLD, argon2).encode());
  }

  private static PasswordHash hash(String password, Argon2Config argon2) {
    return PasswordHash.of(password, argon2, new Random()::nextBytes);
  }
}
