package io.github.redsessions.web;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a client may send as {@code Cookie} headers, one a line. A session cookie counts only
 * if nobody could read another one: neither Netty, whose reading the stock handler uses, nor a
 * reader that cares neither for case nor for spaces around it. Rows C7, C8.
 */
public final class CookieFuzz {

  private CookieFuzz() {}

  /** Reads an input as headers. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<String> headers = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1));
    check(headers, "__Host-sid");
    check(headers, "sid");
  }

  private static void check(List<String> headers, String name) {
    ReceivedCookies found = ReceivedCookies.read(headers, name);
    // No HTTP server lets control characters through, and Netty's parser of cookies trims them.
    if (found.value() == null || headers.stream().anyMatch(CookieFuzz::hasControls)) {
      return;
    }
    if (found.refusal() != null) {
      throw new IllegalStateException("a value and a refusal");
    }
    List<String> values = new ArrayList<>();
    for (String header : headers) {
      for (String pair : header.split(";", -1)) {
        String[] parts = pair.split("=", 2);
        boolean named = parts.length == 2 && parts[0].strip().equals(name);
        boolean nearly =
            parts.length == 2 && name.startsWith("__") && parts[0].strip().equalsIgnoreCase(name);
        if (named || nearly) {
          values.add(parts[1].strip());
        }
      }
    }
    if (!values.equals(List.of(found.value().strip()))) {
      throw new IllegalStateException("another reader finds " + values);
    }
    // Netty takes a comma for a semicolon. The policy asks both readers and refuses what they don't
    // agree on, as RefusedCookiesIT shows.
    if (headers.stream().anyMatch(header -> header.indexOf(',') >= 0)) {
      return;
    }
    for (String header : headers) {
      for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(header)) {
        if (cookie.name().equals(name) && !cookie.value().strip().equals(found.value().strip())) {
          throw new IllegalStateException("Netty finds " + cookie.value());
        }
      }
    }
  }

  private static boolean hasControls(String header) {
    return header.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
  }
}
