package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response without a network: what a router and a session handler ask of them.
 */
final class Exchange {

  private final String path;
  private final MultiMap requestHeaders = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap responseHeaders = MultiMap.caseInsensitiveMultiMap();
  private final @Nullable Cookie cookie;
  private final Deque<Handler<Void>> atHead = new ArrayDeque<>();
  private final Deque<Handler<Void>> atEnd = new ArrayDeque<>();
  private final HttpServerResponse response;
  private final HttpServerRequest request;
  private final Promise<Void> answered = Promise.promise();
  private int status = 200;
  private boolean ended;

  /**
   * Makes a request.
   *
   * @param any a real one, for what depends on neither request
   */
  Exchange(HttpServerRequest any, String path, String cookieName, @Nullable String cookieValue) {
    this.request = new Request((HttpServerRequestInternal) any);
    this.path = path;
    this.response =
        (HttpServerResponse)
            Proxy.newProxyInstance(
                HttpServerResponse.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, args) -> {
                  Object value = ofResponse(method, args);
                  return value == Exchange.class ? proxy : value;
                });
    this.cookie = cookieValue == null ? null : Cookie.cookie(cookieName, cookieValue);
    if (cookieValue != null) {
      requestHeaders.add("Cookie", cookieName + "=" + cookieValue);
    }
  }

  HttpServerRequest request() {
    return request;
  }

  /** Completes when it was answered, and fails if it wasn't answered well. */
  Future<Void> answered() {
    return answered.future();
  }

  private final class Request extends HttpServerRequestWrapper {

    private final ContextInternal context = (ContextInternal) Vertx.currentContext();

    Request(HttpServerRequestInternal any) {
      super(any);
    }

    @Override
    public ContextInternal context() {
      return context;
    }

    @Override
    public HttpServerResponse response() {
      return response;
    }

    @Override
    public MultiMap headers() {
      return requestHeaders;
    }

    @Override
    public @Nullable String getHeader(CharSequence name) {
      return requestHeaders.get(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return requestHeaders.get(name);
    }

    @Override
    public @Nullable Cookie getCookie(String name) {
      return cookie != null && cookie.getName().equals(name) ? cookie : null;
    }

    @Override
    public int cookieCount() {
      return cookie == null ? 0 : 1;
    }

    @Override
    public Set<Cookie> cookies() {
      return cookie == null ? Set.of() : Set.of(cookie);
    }

    @Override
    public Set<Cookie> cookies(String name) {
      return getCookie(name) == null ? Set.of() : cookies();
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public String uri() {
      return path;
    }

    @Override
    public HttpMethod method() {
      return HttpMethod.GET;
    }

    @Override
    public HttpVersion version() {
      return HttpVersion.HTTP_1_1;
    }

    @Override
    public boolean isValidAuthority() {
      return true;
    }

    @Override
    public boolean isEnded() {
      return true;
    }

    @Override
    public boolean isSSL() {
      return false;
    }

    @Override
    public HttpServerRequest pause() {
      return this;
    }

    @Override
    public HttpServerRequest resume() {
      return this;
    }

    @Override
    public HttpServerRequest handler(Handler<Buffer> handler) {
      return this;
    }

    @Override
    public HttpServerRequest endHandler(Handler<Void> handler) {
      return this;
    }

    @Override
    public HttpServerRequest exceptionHandler(Handler<Throwable> handler) {
      return this;
    }
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object ofResponse(Method method, @Nullable Object[] args) {
    return switch (method.getName()) {
      case "headers" -> responseHeaders;
      case "putHeader" -> {
        responseHeaders.set((CharSequence) args[0], (CharSequence) args[1]);
        yield Exchange.class;
      }
      case "setStatusCode" -> {
        status = (int) args[0];
        yield Exchange.class;
      }
      case "getStatusCode" -> status;
      case "headersEndHandler" -> {
        atHead.push((Handler<Void>) args[0]);
        yield Exchange.class;
      }
      case "endHandler" -> {
        atEnd.push((Handler<Void>) args[0]);
        yield Exchange.class;
      }
      case "exceptionHandler", "closeHandler" -> Exchange.class;
      case "ended", "headWritten" -> ended;
      case "closed", "isChunked" -> false;
      case "end" -> {
        atHead.forEach(handler -> handler.handle(null));
        ended = true;
        if (status == 200) {
          answered.complete();
        } else {
          answered.fail("The request was answered with " + status);
        }
        atEnd.forEach(handler -> handler.handle(null));
        yield Future.succeededFuture();
      }
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }
}
