package io.github.redsessions.bench.load;

import io.github.redsessions.testkit.LightConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one connection sends: the same request with one cookie or, in turn, with each of several. A
 * request with one cookie can follow the cookies that responses set, as a browser does; one without
 * can count.
 */
public final class Script implements LightConnection.Guest {

  private final String requestLine;
  private final boolean wantsCookie;
  private final ByteBuffer[] requests;
  private String cookie;
  private int step;

  /** Where the number ends that every request counts up, 0 for none. */
  private int numberEnd;

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

  /**
   * Sends no cookie, and a number that goes up by one.
   *
   * @param requestLineStart such as {@code POST /login?user=}
   * @param first the first number
   */
  public static Script numbered(String requestLineStart, int first) {
    Script script = new Script("%s%010d".formatted(requestLineStart, first), List.of(""), false);
    script.numberEnd = requestLineStart.length() + 10;
    return script;
  }

  /** The cookie that is sent at the moment. */
  public String cookie() {
    return cookie;
  }

  @Override
  public ByteBuffer request() {
    ByteBuffer request = requests[step];
    step = (step + 1) % requests.length;
    if (numberEnd > 0) {
      countUp(request);
    }
    return request;
  }

  private void countUp(ByteBuffer request) {
    int at = numberEnd - 1;
    while (request.get(at) == '9') {
      request.put(at--, (byte) '0');
    }
    request.put(at, (byte) (request.get(at) + 1));
  }

  @Override
  public boolean wantsCookie() {
    return wantsCookie;
  }

  @Override
  public void answered(int status, String set) {
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
