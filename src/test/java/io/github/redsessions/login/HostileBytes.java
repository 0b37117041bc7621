package io.github.redsessions.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks requests, so that a server can't tell what they are or where they end. */
final class HostileBytes {

  private static final List<String> LINES =
      List.of(
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Content-Length: 1000000",
          "Transfer-Encoding: chunked\r\nContent-Length: 3",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding : chunked",
          "Expect: 100-continue",
          "Expect: nothing",
          "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x",
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAA",
          "Connection: close",
          "Host: a\r\nHost: b",
          ": no name",
          "No-Colon",
          " folded: x",
          "X: \u0000",
          "Cookie: sid=\u0000\u0001\u0002");

  private HostileBytes() {}

  static byte[] of(Random random, byte[] request) {
    String text = new String(request, ISO_8859_1);
    String line = HostileRequests.pick(random, LINES);
    String broken =
        switch (random.nextInt(14)) {
          case 0 -> "";
          case 1 ->
              text.replace(
                  "HTTP/1.1",
                  HostileRequests.pick(
                      random,
                      List.of(
                          "HTTP/1.0",
                          "HTTP/0.9",
                          "HTTP/2.0",
                          "HTTP/9.9",
                          "http/1.1",
                          "",
                          "HTTP/1.1 x")));
          case 2, 3, 4 -> text.replaceFirst("\r\n", "\r\n" + line + "\r\n");
          case 5 ->
              text.replaceFirst("\r\n", "\r\nX: " + "x".repeat(random.nextInt(20_000)) + "\r\n");
          case 6 -> text.replaceFirst("\r\n", "\r\n" + "X: y\r\n".repeat(random.nextInt(3_000)));
          case 7 -> text.replaceFirst(" /", " /" + "x".repeat(random.nextInt(10_000)));
          case 8 -> text.replace("\r\n", "\n");
          case 9 -> "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n" + text;
          case 10 -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + noise(random, 200);
          case 11 -> "\u0016\u0003\u0001" + noise(random, 300);
          default -> text;
        };
    byte[] bytes = broken.getBytes(ISO_8859_1);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 4; i--) {
      bytes = mutated(random, bytes);
    }
    return bytes;
  }

  private static byte[] mutated(Random random, byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        byte[] copy = bytes.clone();
        copy[at] = (byte) random.nextInt(256);
        yield copy;
      }
      case 2 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(bytes, 0, end);
        twice.write(bytes, at, bytes.length - at);
        yield twice.toByteArray();
      }
      default -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
        ByteArrayOutputStream less = new ByteArrayOutputStream();
        less.write(bytes, 0, at);
        less.write(bytes, end, bytes.length - end);
        yield less.toByteArray();
      }
    };
  }

  private static String noise(Random random, int length) {
    byte[] bytes = new byte[random.nextInt(length)];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }
}
