package io.github.redsessions.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the few things that a {@link LightConnection} wants to know of a response's head. */
final class ResponseHead {

  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SET_COOKIE = "set-cookie:".getBytes(StandardCharsets.US_ASCII);

  private ResponseHead() {}

  /** The three digits after {@code HTTP/1.1}. */
  static int status(ByteBuffer in) {
    return (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + (in.get(11) - '0');
  }

  static int contentLength(ByteBuffer in, int headEnd) throws IOException {
    int at = valueOf(in, headEnd, CONTENT_LENGTH);
    if (at < 0) {
      int status = status(in);
      if (status == 204 || status == 304) {
        return 0;
      }
      throw new IOException("a response of status " + status + " has no Content-Length");
    }
    int length = 0;
    for (byte digit = in.get(at); digit >= '0' && digit <= '9'; digit = in.get(++at)) {
      length = length * 10 + digit - '0';
    }
    return length;
  }

  /** The name and the value of the cookie that is set, as in {@code sid=abc}, or null. */
  static String cookie(ByteBuffer in, int headEnd) {
    int at = valueOf(in, headEnd, SET_COOKIE);
    if (at < 0) {
      return null;
    }
    StringBuilder cookie = new StringBuilder(128);
    for (byte c = in.get(at); c != ';' && c != '\r'; c = in.get(++at)) {
      cookie.append((char) c);
    }
    return cookie.toString();
  }

  private static int valueOf(ByteBuffer in, int headEnd, byte[] name) {
    for (int i = 12; i < headEnd - name.length; i++) {
      if (in.get(i) == '\n' && isAt(in, i + 1, name)) {
        int at = i + 1 + name.length;
        while (in.get(at) == ' ') {
          at++;
        }
        return at;
      }
    }
    return -1;
  }

  private static boolean isAt(ByteBuffer in, int start, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      byte c = in.get(start + i);
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name[i]) {
        return false;
      }
    }
    return true;
  }
}
