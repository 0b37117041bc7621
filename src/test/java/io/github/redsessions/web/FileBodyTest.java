package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files behind the guard: opened at once, announced as the real response would. Row F4. */
class FileBodyTest extends GuardedFixture {

  private static final Duration BOUND = Duration.ofSeconds(5);

  @TempDir Path directory;
  private String page;
  private String unknown;

  @BeforeEach
  void write() throws IOException {
    page = Files.writeString(directory.resolve("page.html"), "0123456789").toString();
    unknown = Files.writeString(directory.resolve("page.unheardof"), "0123456789").toString();
  }

  private RandomAccessFile sentFile() {
    Noted.Call call = real.calls.get(real.calls.size() - 1);
    assertThat(call.name()).isEqualTo("sendFile");
    return (RandomAccessFile) call.args().get(0);
  }

  /** Of this process, where the system tells. */
  private static List<String> openFiles() {
    File[] descriptors = new File("/proc/self/fd").listFiles();
    return descriptors == null
        ? List.of()
        : Stream.of(descriptors).map(FileBodyTest::target).toList();
  }

  private static String target(File descriptor) {
    try {
      return descriptor.getCanonicalPath();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 10", "0, 0, 0", "2, 3, 3", "2, 100, 8", "10, 5, 0"})
  void part_isAnnounced_asFarAsTheFileGoes(long offset, long length, String announced) {
    onContext(
        () -> {
          assertThat(guarded().sendFile(page, offset, length).succeeded()).isTrue();
          assertThat(headers.get("Content-Length")).isEqualTo(announced);
          assertThat(headers.get("Content-Type")).startsWith("text/html");
          assertThat(real.calls.get(real.calls.size() - 1).args().subList(1, 3))
              .containsExactly(offset, length);
          assertThat(sentFile().getChannel().isOpen()).as("it was sent").isFalse();
        });
  }

  @Test
  void f4_fileIsOpenWhileItWaits_andClosedWhenItIsSent() {
    onContext(
        () -> {
          GuardedResponse response = changed();
          Future<Void> sent = response.sendFile(page, 0, 5);
          assertThat(sent().isEmpty() && response.ended()).isTrue();
          assertThatThrownBy(() -> response.sendFile(page, 0, 5))
              .hasMessage("Response has already been written");
          Promise<Void> written = Promise.promise();
          real.answer("sendFile", written.future());
          stored.complete();
          assertThat(sentFile().getChannel().isOpen()).isTrue();
          written.complete();
          assertThat(sentFile().getChannel().isOpen()).isFalse();
          assertThat(sent.succeeded()).isTrue();
        });
  }

  @Test
  void typeIsTheRoutesOwn_orTheNames_orAnyBytes() {
    onContext(
        () -> {
          guarded().sendFile(unknown, 0, 5);
          assertThat(headers.get("Content-Type")).isEqualTo("application/octet-stream");
          headers.clear().set("Content-Type", "text/x-own");
          guarded().sendFile(page, 0, 5);
          assertThat(headers.getAll("Content-Type")).containsExactly("text/x-own");
        });
  }

  @Test
  void missingFile_failsBeforeTheHead() {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      request.answer("version", version);
      GuardedResponse response = changed();
      assertThat(failureOf(response.sendFile(page + ".missing", 0, 5)))
          .isInstanceOf(IOException.class);
      assertThat(response.isOpen()).isTrue();
      assertThat(sent()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 5", "0, -1", "11, 5"})
  void partThatIsNone_isRefusedByTheRealOne(long offset, long length) {
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.sendFile(page, offset, length);
          assertThat(sent()).containsExactly("sendFile");
          assertThat(response.isOpen()).isTrue();
          assertThat(headers.contains("Content-Length")).isFalse();
        });
  }

  @Test
  @SuppressWarnings("deprecation")
  void openFilesOfTheRoute_waitToo_andAreNotClosed() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(page, "r");
        FileChannel channel = FileChannel.open(Path.of(page))) {
      onContext(
          () -> {
            changed().sendFile(file, 4, 100);
            assertThat(headers.get("Content-Length")).isEqualTo("6");
            assertThat(headers.get("Content-Type")).isEqualTo("application/octet-stream");
            headers.clear();
            changed().sendFile(channel, 5, 100);
            assertThat(headers.get("Content-Length")).isEqualTo("5");
            assertThat(sent()).isEmpty();
            stored.complete();
            assertThat(real.calls)
                .contains(
                    new Noted.Call("sendFile", List.of(file, 4L, 100L)),
                    new Noted.Call("sendFile", List.of(channel, 5L, 100L)));
          });
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void channelThatIsClosed_failsBeforeTheHead() throws IOException {
    FileChannel channel = FileChannel.open(Path.of(page));
    channel.close();
    onContext(
        () -> {
          GuardedResponse response = changed();
          assertThat(response.sendFile(channel, 0, 5).cause()).isInstanceOf(IOException.class);
          assertThat(response.isOpen() && sent().isEmpty()).isTrue();
        });
  }

  @Test
  void fileBehindAHeadOrABody_isRefused() {
    headers.set("Transfer-Encoding", "chunked");
    onContext(
        () -> {
          GuardedResponse begun = changed();
          begun.write("x");
          assertThatThrownBy(() -> begun.sendFile(page, 0, 5))
              .hasMessage("Response head already sent");
          assertThat(openFiles()).doesNotContain(page);
          request.answer("version", HttpVersion.HTTP_2);
          GuardedResponse ended = changed();
          ended.end();
          assertThatThrownBy(() -> ended.sendFile(page, 0, 5))
              .hasMessage("Response has already been written");
        });
  }

  @Test
  void http2_partWithoutBytes_isABodyToo() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(() -> guarded().sendFile(page, 0, 0));
    eventually(BOUND, () -> assertThat(sent()).containsExactly("writeHead", "end"));
  }

  @Test
  void http2_fileIsWrittenLikeAnyOtherBody() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(() -> guarded().sendFile(page, 2, 5));
    eventually(BOUND, () -> assertThat(sent()).containsExactly("writeHead", "write", "end"));
    assertThat(real.calls)
        .contains(new Noted.Call("write", List.of(Buffer.buffer("23456"))))
        .anyMatch(call -> call.args().contains("5"))
        .anyMatch(call -> call.args().contains("text/html"));
  }

  @Test
  void http2_whatTheRouteHasSaid_stays() {
    request.answer("version", HttpVersion.HTTP_2);
    real.answer("headWritten", true);
    headers.set("Content-Length", "10").set("Content-Type", "text/x-own");
    onContext(() -> guarded().sendFile(page, 0, 100));
    eventually(BOUND, () -> assertThat(sent()).containsExactly("write", "end"));
    assertThat(real.names()).doesNotContain("putHeader");
    assertThat(real.calls).contains(new Noted.Call("write", List.of(Buffer.buffer("0123456789"))));
  }

  @Test
  void http2_typeThatNobodyKnows_isNotSaid() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(() -> guarded().sendFile(unknown, 10, 5));
    eventually(BOUND, () -> assertThat(sent()).containsExactly("writeHead", "end"));
    assertThat(real.calls)
        .filteredOn(call -> call.name().equals("putHeader"))
        .singleElement()
        .satisfies(call -> assertThat(call.args()).contains("0"));
  }

  @Test
  void http2_partBehindTheEnd_fails() {
    request.answer("version", HttpVersion.HTTP_2);
    GuardedResponse response = changed();
    assertThat(failureOf(response.sendFile(page, 11, 5)))
        .hasMessage("offset : 11 is larger than the requested file");
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 5, false", "0, -1, false", "0, 5, true"})
  void http2_whatTheRealOneRefuses_itRefuses(long offset, long length, boolean ended) {
    request.answer("version", HttpVersion.HTTP_2);
    real.answer("ended", ended);
    onContext(() -> guarded().sendFile(page, offset, length));
    assertThat(real.calls).contains(new Noted.Call("sendFile", List.of(page, offset, length)));
  }

  @Test
  void d4_http2_afterARefusal_nothingIsOpened() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(
        () -> {
          GuardedResponse response = guarded();
          response.refuseUpgrade(new IllegalStateException("not stored"));
          assertThat(response.sendFile(page + ".missing", 0, 5).cause())
              .isNotInstanceOf(NoSuchFileException.class)
              .hasMessage("not stored");
        });
  }
}
