package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tracer of Vert.x hears of the commands of a request. */
class CommandSpansIT {

  private static final ContextLocal<Object> TRACE = ContextLocal.registerLocal(Object.class);
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final String prefix = RandomPrefix.next();
  private final RedisServer server = RedisServer.start();
  private final Recorder tracer = new Recorder();
  private Vertx vertx;

  /** Of the browser, whose requests are not traced. */
  private final Vertx others = Vertx.vertx();

  private Browser browser;

  /** A span, and what ended it. */
  private static final class Span {
    final String operation;
    final Map<String, String> tags;
    final Object parent;
    volatile boolean ended;
    volatile Throwable failure;

    Span(String operation, Map<String, String> tags, Object parent) {
      this.operation = operation;
      this.tags = tags;
      this.parent = parent;
    }
  }

  /** Keeps the spans of clients, with the request in whose context they began. */
  private static final class Recorder implements VertxTracer<Object, Span> {

    final List<Span> spans = new CopyOnWriteArrayList<>();

    @Override
    public <R> Object receiveRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        Iterable<Map.Entry<String, String>> headers,
        TagExtractor<R> tags) {
      Object trace = new Object();
      context.putLocal(TRACE, trace);
      return trace;
    }

    @Override
    public <R> Span sendRequest(
        Context context,
        SpanKind kind,
        TracingPolicy policy,
        R request,
        String operation,
        BiConsumer<String, String> headers,
        TagExtractor<R> tags) {
      Object parent = context.getLocal(TRACE);
      if (policy == TracingPolicy.IGNORE || (policy == TracingPolicy.PROPAGATE && parent == null)) {
        return null;
      }
      Map<String, String> extracted = tags.extract(request);
      // The event bus has spans of its own.
      if (!"redis".equals(extracted.get("db.system"))) {
        return null;
      }
      Span span = new Span(operation, extracted, parent);
      spans.add(span);
      return span;
    }

    @Override
    public <R> void receiveResponse(
        Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
      if (span != null) {
        span.failure = failure;
        span.ended = true;
      }
    }
  }

  @BeforeEach
  void start() {
    vertx = Vertx.builder().withTracer(options -> tracer).build();
    RedisSessions sessions =
        await(
            RedisSessions.open(
                vertx,
                TestConfig.of(server, prefix)
                    .put("cookie", JsonObject.of("name", "sid", "secure", false))));
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .post("/put")
        .handler(
            ctx -> {
              ctx.session().put("secret-attribute", "secret-text");
              ctx.end();
            });
    router.get("/read").handler(ctx -> ctx.end(String.valueOf(ctx.session().isEmpty())));
    int port =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(sessions.guard(router))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    browser = new Browser(others, port);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    await(others.close());
    server.close();
  }

  @Test
  void aCommand_isASpanOfTheRequestThatAskedForIt() {
    browser.post("/put");
    browser.get("/read");

    List<Span> spans = eventuallyEnded(2);
    assertThat(spans)
        .extracting(span -> span.operation)
        .containsExactly("EVALSHA create", "HGETALL");
    assertThat(spans.get(0).tags)
        .isEqualTo(
            Map.of(
                "span.kind", "client",
                "db.system", "redis",
                "db.operation.name", "EVALSHA",
                "db.stored_procedure.name", "create"));
    assertThat(spans.get(1).tags)
        .isEqualTo(
            Map.of("span.kind", "client", "db.system", "redis", "db.operation.name", "HGETALL"));
    assertThat(spans).extracting(span -> span.parent).doesNotContainNull().doesNotHaveDuplicates();
    assertThat(spans).extracting(span -> span.failure).containsOnlyNulls();
    String all = spans.stream().map(span -> span.operation + span.tags).toList().toString();
    assertThat(all).doesNotContain("secret-", prefix, browser.cookie("sid").substring(0, 22));
  }

  /** What opens connections and watches servers belongs to no request. */
  @Test
  void whatNoRequestAskedFor_hasNoSpan() {
    browser.get("/read");

    assertThat(tracer.spans).isEmpty();
  }

  @Test
  void aCommandThatFails_endsItsSpanWithTheFailure() {
    browser.post("/put");
    server.kill();

    eventually(
        BOUND,
        () -> {
          assertThat(browser.get("/read").statusCode()).isEqualTo(503);
          assertThat(tracer.spans).last().extracting(span -> span.failure).isNotNull();
        });
    assertThat(tracer.spans).allSatisfy(span -> assertThat(span.ended).isTrue());
  }

  /** What Redis replies may quote keys and values; only its first word is told. */
  @Test
  void aRefusal_isToldWithoutItsDetails() {
    browser.post("/put");
    server.command("ACL", "SETUSER", "sessions", "-hgetall");
    browser.get("/read");

    Span last = eventuallyEnded(2).get(1);
    assertThat(last.failure).hasMessage("Redis refused HGETALL with NOPERM");
    server.forgetRefusals();
  }

  private List<Span> eventuallyEnded(int count) {
    eventually(
        BOUND,
        () -> {
          assertThat(tracer.spans).hasSize(count);
          assertThat(tracer.spans).allMatch(span -> span.ended);
        });
    return tracer.spans;
  }
}
