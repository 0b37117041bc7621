package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a change of the configuration's file is found, whichever way it is made. */
class ConfigWatchTest {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final String SECRET = "a-secret-of-forty-characters-for-a-watch";

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final LogCapture log = new LogCapture();

  /** What the service was given, in order: how many sessions a user may have. */
  private final Queue<Integer> taken = new ConcurrentLinkedQueue<>();

  private final AtomicInteger reads = new AtomicInteger();
  private Path file;
  private ConfigWatch running;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("conf.yaml");
    Files.writeString(file, conf(1));
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop();
    }
    log.close();
    await(vertx.close());
  }

  @Test
  void aFileThatIsWrittenInPlace_isTaken() throws IOException {
    watch(file);

    Files.writeString(file, conf(2));

    awaitTaken(1, 2);
  }

  @Test
  void aFileThatIsRenamedOverIt_isTaken() throws IOException {
    watch(file);
    Path next = Files.writeString(directory.resolve("next.tmp"), conf(2));

    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    awaitTaken(1, 2);
  }

  /** As Kubernetes does: the file is a link through a link to a directory, which is replaced. */
  @Test
  void aDirectoryBehindALink_isTaken() throws IOException {
    Path one = Files.createDirectory(directory.resolve("..one"));
    Path two = Files.createDirectory(directory.resolve("..two"));
    Files.writeString(one.resolve("app.yaml"), conf(1));
    Files.writeString(two.resolve("app.yaml"), conf(2));
    Path data = Files.createSymbolicLink(directory.resolve("..data"), one);
    Path link = Files.createSymbolicLink(directory.resolve("app.yaml"), data.resolve("app.yaml"));
    watch(link);

    Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), two);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    awaitTaken(1, 2);
  }

  @Test
  void aWrongFile_isAnErrorWithEveryProblem_once_andTheNextRightOneIsTaken() throws IOException {
    watch(file);

    Files.writeString(file, "session: {maxPerUser: 0, prefix: ''}\n");
    eventually(
        BOUND,
        () ->
            assertThat(log.text())
                .contains("ERROR ", "stays. ", "session.maxPerUser: found 0", "session.prefix: "));
    int lines = log.text().split("is not used", -1).length;
    awaitLooks(5);
    assertThat(log.text().split("is not used", -1)).hasSize(lines);
    assertThat(taken).containsExactly(1);

    Files.writeString(file, conf(2));
    awaitTaken(1, 2);
  }

  @Test
  void aMalformedFile_isAnErrorWithoutItsText() throws IOException {
    watch(file);

    Files.writeString(file, "session: {maxPerUser: 2\n  x: [" + SECRET);

    eventually(BOUND, () -> assertThat(log.text()).contains("found malformed YAML at line"));
    assertThat(log.text().lines().filter(line -> line.startsWith("ERROR")).toList().toString())
        .doesNotContain(SECRET);
    assertThat(taken).containsExactly(1);
  }

  @Test
  void aFileThatIsGone_isAnErrorOnce_andIsTakenWhenItIsBack() throws IOException {
    watch(file);

    Files.delete(file);
    eventually(BOUND, () -> assertThat(log.text()).contains("can't be read, the configuration"));
    awaitLooks(5);
    assertThat(log.text().split("can't be read, the configuration", -1)).hasSize(2);

    Files.writeString(file, conf(2));
    awaitTaken(1, 2);
  }

  /** What is there of a long file while it is written may be a valid, shorter one. */
  @Test
  void aFileThatIsBeingWritten_isNotTakenBeforeItRests() throws IOException {
    ConfigWatch watch = watchOf(file);

    await(watch.looked("a half"));
    await(watch.looked("three quarters"));
    assertThat(reads).hasValue(0);
    // Two looks in between which nothing came; but what is read then is longer by now.
    await(watch.looked("three quarters"));
    assertThat(reads).hasValue(1);
    assertThat(taken).isEmpty();

    await(watch.looked(watch.fingerprint()));
    assertThat(taken).containsExactly(1);
  }

  @Test
  void s8_theFilesOfSecrets_areWatchedToo() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), SECRET);
    Files.writeString(
        file, "cookie: {signingKeys: [{id: k, secret: {file: '%s'}}]}".formatted(key));
    watch(file);
    awaitLooks(6);
    int before = reads.get();

    Files.writeString(key, SECRET + "-and-more");

    eventually(BOUND, () -> assertThat(reads).hasValueGreaterThan(before));
    assertThat(log.text()).doesNotContain(SECRET);
  }

  private void watch(Path path) {
    running = watchOf(path);
    running.start(20);
    eventually(BOUND, () -> assertThat(taken).isNotEmpty());
  }

  private ConfigWatch watchOf(Path path) {
    ConfigSource source = new ConfigSource(path.toString(), null);
    return new ConfigWatch(
        vertx,
        path,
        () -> {
          reads.incrementAndGet();
          return source.readAgain(vertx, path);
        },
        json -> {
          SessionsConfig config = SessionsConfig.from(json);
          if (!List.copyOf(taken).contains(config.session().maxPerUser())) {
            taken.add(config.session().maxPerUser());
          }
          return Future.succeededFuture();
        });
  }

  /** Lets the watch look some times more. */
  private void awaitLooks(int count) {
    AtomicInteger timers = new AtomicInteger();
    vertx.setPeriodic(25, timer -> timers.incrementAndGet());
    eventually(BOUND, () -> assertThat(timers).hasValueGreaterThan(2 * count));
  }

  private void awaitTaken(Integer... expected) {
    eventually(BOUND, () -> assertThat(taken).containsExactly(expected));
  }

  private static String conf(int maxPerUser) {
    return "session: {maxPerUser: " + maxPerUser + "}\n";
  }
}
