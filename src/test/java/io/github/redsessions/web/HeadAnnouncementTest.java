package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a head that waits says of connection and body. Row F4; RFC 9110 8.6, RFC 9112 9.3. */
class HeadAnnouncementTest {

  private final MultiMap asked = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final Noted<HttpServerRequest> request =
      new Noted<>(HttpServerRequest.class)
          .answer("method", HttpMethod.GET)
          .answer("headers", asked);
  private final Noted<HttpServerResponse> response =
      new Noted<>(HttpServerResponse.class).answer("headers", headers).answer("getStatusCode", 200);

  private HeadAnnouncement over(HttpVersion version) {
    request.answer("version", version);
    return new HeadAnnouncement(request.object, response.object);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, '', '', true",
    "HTTP_1_1, Close, close, false",
    "HTTP_1_1, keep-alive, '', true",
    "HTTP_1_0, '', '', false",
    "HTTP_1_0, Keep-Alive, keep-alive, true",
    "HTTP_1_0, close, '', false",
    "HTTP_2, close, '', false",
    "HTTP_2, '', '', true"
  })
  void connection_isAnnouncedWhereTheVersionDoesNotImplyIt(
      HttpVersion version, String said, String announced, boolean keptAlive) {
    if (!said.isEmpty()) {
      asked.add("Connection", said);
    }
    HeadAnnouncement head = over(version);

    assertThat(head.keepsAlive()).isEqualTo(keptAlive);
    assertThat(head.connection()).isEqualTo(!announced.isEmpty());
    assertThat(String.valueOf(headers.get("Connection")))
        .isEqualTo(announced.isEmpty() ? "null" : announced);
  }

  @Test
  void length_isAnnounced_ifItIsKnownAndThereIsABody() {
    over(HttpVersion.HTTP_1_1).length(CommitGate.UNKNOWN_LENGTH);
    assertThat(headers).isEmpty();
    request.answer("method", HttpMethod.HEAD);
    over(HttpVersion.HTTP_1_1).length(7);
    assertThat(headers).isEmpty();
    request.answer("method", HttpMethod.GET);
    response.answer("getStatusCode", 304);
    over(HttpVersion.HTTP_1_1).length(7);
    assertThat(headers).isEmpty();
    response.answer("getStatusCode", 200);
    over(HttpVersion.HTTP_1_1).length(7);
    assertThat(headers.get("Content-Length")).isEqualTo("7");
    over(HttpVersion.HTTP_1_1).length(8);
    assertThat(headers.getAll("Content-Length")).as("the route's own").containsExactly("7");
  }

  @Test
  void length_isNotAnnouncedOfAChunkedBody_whichHttp2DoesNotKnow() {
    headers.set("Transfer-Encoding", "chunked");
    over(HttpVersion.HTTP_1_1).length(7);
    assertThat(headers.contains("Content-Length")).isFalse();
    over(HttpVersion.HTTP_2).length(7);
    assertThat(headers.get("Content-Length")).isEqualTo("7");
  }

  @Test
  void bodyInParts_needsALengthOrChunks_butNotOverHttp2() {
    assertThat(over(HttpVersion.HTTP_1_1).lacksLength()).isTrue();
    assertThat(over(HttpVersion.HTTP_2).lacksLength()).isFalse();
    headers.set("Content-Length", "7");
    assertThat(over(HttpVersion.HTTP_1_1).lacksLength()).isFalse();
    headers.clear().set("Transfer-Encoding", "chunked");
    assertThat(over(HttpVersion.HTTP_1_1).lacksLength()).isFalse();
  }

  @Test
  void f4_headThatWaited_leavesAsItWas() {
    HeadAnnouncement head = over(HttpVersion.HTTP_1_1);
    assertThat(head.restore()).as("nothing was kept").isFalse();
    headers.add("X-A", "1").add("Transfer-Encoding", "chunked");
    head.freeze();
    headers.set("X-A", "late").add("X-B", "late");

    assertThat(head.restore()).isTrue();
    assertThat(headers.get("X-A")).isEqualTo("1");
    assertThat(headers.names()).containsExactlyInAnyOrder("X-A", "Transfer-Encoding");
    request.answer("method", HttpMethod.HEAD);
    assertThat(head.restore()).isTrue();
    assertThat(headers.names()).as("of a body that isn't there").containsExactly("X-A");

    head.thaw();
    headers.add("X-C", "refusal");
    assertThat(head.restore()).isFalse();
    assertThat(headers.contains("X-C")).isTrue();
  }
}
