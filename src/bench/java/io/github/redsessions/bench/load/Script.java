package io.github.redsessions.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one connection sends: the same request with one cookie or, in turn, with each of several. A
 * request with one cookie can follow the cookies that responses set, as a browser does.
 */
public final class Script {

  private final String requestLine;
  private final boolean wantsCookie;
  private final ByteBuffer[] requests;
  private String cookie;

  private Script(String requestLine, List<String> cookies, boolean wantsCookie) {
    this.requestLine = requestLine;
    this.wantsCookie = wantsCookie;
    this.cookie = cookies.get(0);
    this.requests =
        cookies.stream().map(each -> bytes(requestLine, each)).toArray(ByteBuffer[]::new);
  }

  /**
   * Sends the cookies in turn.
   *
   * @param requestLine such as {@code GET /read}
   * @param cookies such as {@code sid=abc}; an empty one is not sent
   */
  public static Script inTurn(String requestLine, List<String> cookies) {
    return new Script(requestLine, cookies, false);
  }

  /** Sends the cookie, and from then on whichever cookie the last response has set. */
  public static Script following(String requestLine, String cookie) {
    return new Script(requestLine, List.of(cookie), true);
  }

  /** The cookie that is sent at the moment. */
  public String cookie() {
    return cookie;
  }

  ByteBuffer request(int step) {
    return requests[step % requests.length];
  }

  boolean wantsCookie() {
    return wantsCookie;
  }

  void cookie(String set) {
    if (set != null) {
      cookie = set;
      requests[0] = bytes(requestLine, set);
    }
  }

  private static ByteBuffer bytes(String requestLine, String cookie) {
    StringBuilder text = new StringBuilder(requestLine).append(" HTTP/1.1\r\nhost: localhost\r\n");
    if (!cookie.isEmpty()) {
      text.append("cookie: ").append(cookie).append("\r\n");
    }
    if (requestLine.startsWith("POST")) {
      text.append("content-length: 0\r\n");
    }
    byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
