package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Futures.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A client with a cookie jar that keeps what the server sets, attributes aside, and that names its
 * origin where it may change something, as a page of the server would make it do.
 */
public final class Browser {

  private final WebClient client;
  private final int port;
  private final Map<String, String> jar = new LinkedHashMap<>();

  public Browser(Vertx vertx, int port) {
    this.client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
    this.port = port;
  }

  public HttpResponse<Buffer> get(String path) {
    return send(HttpMethod.GET, path, request -> request, null);
  }

  public HttpResponse<Buffer> post(String path) {
    return send(HttpMethod.POST, path, request -> request, null);
  }

  /** Sends a request with the jar's cookies and keeps the cookies of the response. */
  public HttpResponse<Buffer> send(
      HttpMethod method, String path, UnaryOperator<HttpRequest<Buffer>> prepare, Buffer body) {
    HttpRequest<Buffer> request = client.request(method, port, "127.0.0.1", path);
    if (!jar.isEmpty()) {
      request.putHeader("Cookie", cookieHeader());
    }
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      request.putHeader("Origin", origin());
    }
    request = prepare.apply(request);
    HttpResponse<Buffer> response = await(body == null ? request.send() : request.sendBuffer(body));
    response.cookies().forEach(this::keep);
    return response;
  }

  /** What it says of itself in the header {@code Origin}. */
  public String origin() {
    return "http://127.0.0.1:" + port;
  }

  public String cookie(String name) {
    return jar.get(name);
  }

  public Browser setCookie(String name, String value) {
    jar.put(name, value);
    return this;
  }

  private String cookieHeader() {
    return jar.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains("Max-Age=0")) {
      jar.remove(name);
    } else {
      jar.put(name, pair.substring(name.length() + 1));
    }
  }
}
