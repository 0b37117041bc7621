package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What a response sends while its change is not stored yet: everything waits but interim ones. Row
 * F4.
 */
class GuardedSendsTest extends GuardedFixture {

  @Test
  void f4_everyWayToSend_waits() {
    List<Function<GuardedResponse, Future<?>>> ways =
        List.of(
            HttpServerResponse::end,
            response -> response.end("\u00e4", "ISO-8859-1"),
            response -> response.end(Buffer.buffer("b")),
            response -> response.write("\u00e4"),
            response -> response.write("\u00e4", "ISO-8859-1"),
            response -> response.write(Buffer.buffer("b")),
            HttpServerResponse::writeHead);
    headers.set("Transfer-Encoding", "chunked");
    List<Long> bytes = List.of(0L, 1L, 1L, 2L, 1L, 1L, 0L);
    onContext(
        () -> {
          for (int i = 0; i < ways.size(); i++) {
            GuardedResponse response = changed();
            Future<?> sent = ways.get(i).apply(response);
            assertThat(sent().isEmpty() && !sent.isComplete()).isTrue();
            assertThat(response.bytesWritten()).isEqualTo(bytes.get(i));
          }
          stored.complete();
          assertThat(sent())
              .containsExactly("end", "end", "end", "write", "write", "write", "writeHead");
        });
  }

  @Test
  void bodyInPartsWithoutALength_isRefusedByTheRealOne() {
    onContext(
        () -> {
          changed().write("x");
          changed().writeHead();
          assertThat(sent()).containsExactly("writeHead");
          real.calls.clear();
          changed().write("x");
          assertThat(sent()).containsExactly("write");

          request.answer("version", HttpVersion.HTTP_1_0);
          changed().write("its end is that of the connection");
          assertThat(sent()).isEmpty();
        });
  }

  @Test
  void f4_interimResponses_areSentAtOnce_andNotAfterTheHead() {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      request.answer("version", version);
      onContext(
          () -> {
            GuardedResponse response = changed();
            response.writeContinue();
            response.writeEarlyHints(asked);
            assertThat(sent()).containsExactly("writeContinue", "writeEarlyHints");
            response.end();
            assertThatThrownBy(() -> response.writeEarlyHints(asked))
                .hasMessage("Response head already sent");
            assertThatThrownBy(response::writeHead).hasMessage("Response head already sent");
            if (version == HttpVersion.HTTP_2) {
              assertThatThrownBy(response::writeContinue).hasMessage("Response head already sent");
            } else {
              response.writeContinue();
            }
          });
    }
  }

  @Test
  void http2_framesAndPushes_waitBehindTheHead() {
    request.answer("version", HttpVersion.HTTP_2);
    onContext(
        () -> {
          GuardedResponse response = changed();
          response.writeCustomFrame(1, 2, Buffer.buffer("x"));
          response.push(HttpMethod.GET, null, "/pushed", asked);
          assertThat(sent()).isEmpty();
          assertThat(response.headWritten()).isTrue();
        });
    request.answer("version", HttpVersion.HTTP_1_1);
    onContext(
        () -> {
          changed().writeCustomFrame(1, 2, Buffer.buffer("x"));
          assertThat(sent()).as("there are none over HTTP/1").containsExactly("writeCustomFrame");
        });
  }

  @Test
  void reset_dropsWhatIsHeld_unlessHttp1HasEnded() {
    onContext(
        () -> {
          GuardedResponse ended = changed();
          ended.end();
          assertThat(ended.reset(7).cause()).hasMessage("Response written");
          assertThat(sent()).isEmpty();

          headers.set("Transfer-Encoding", "chunked");
          GuardedResponse begun = changed();
          Future<Void> write = begun.write("x");
          assertThat(begun.reset(7).succeeded()).isTrue();
          assertThat(real.calls).contains(new Noted.Call("reset", List.of(7L)));
          assertThat(write.cause()).hasMessage("The response was reset");

          request.answer("version", HttpVersion.HTTP_2);
          GuardedResponse stream = changed();
          stream.end();
          assertThat(stream.closed()).isFalse();
          stream.reset(8);
          assertThat(real.calls).contains(new Noted.Call("reset", List.of(8L)));
        });
  }
}
