package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.common.template.TemplateEngine;
import io.vertx.ext.web.handler.TemplateHandler;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The ways in which routes answer, each by its name. */
final class ResponseShapes {

  /** Ways to answer with 4xx or 5xx, which store nothing. */
  static final List<String> ERRORS =
      List.of(
          "fail",
          "failWithCause",
          "throwing",
          "writeWithoutLength",
          "sendFileMissing",
          "sendFileBeyond",
          "notFound");

  /** Ways to answer that send something before the head. */
  static final List<String> INTERIM = List.of("earlyHints", "continued");

  private static final Iterable<String> LIST = List.of("1", "2");

  private final Path file;
  private final Map<String, Handler<RoutingContext>> shapes = new LinkedHashMap<>();

  ResponseShapes(Path file) {
    this.file = file;
    add("end", response -> response.end());
    add("endBuffer", response -> response.end(Buffer.buffer("buffer")));
    add("endString", response -> response.end("text"));
    add("endEncoded", response -> response.end("\u00e4\u00f6\u00fc", "ISO-8859-1"));
    add("send", response -> response.send());
    add("sendString", response -> response.send("sent"));
    add("sendBuffer", response -> response.send(Buffer.buffer("sent")));
    add(
        "chunkedEncoded",
        response -> {
          response.setChunked(true).write("\u00e4", "ISO-8859-1");
          return response.end();
        });
    add("declaredLength", response -> response.putHeader("Content-Length", "4").end("four"));
    add("noContent", response -> response.setStatusCode(204).end());
    add("notModified", response -> response.setStatusCode(304).putHeader("ETag", "\"1\"").end());
    add("ownMessage", response -> response.setStatusMessage("Quite All Right").end("x"));
    add(
        "cookies",
        r -> r.addCookie(Cookie.cookie("a", "1")).addCookie(Cookie.cookie("b", "2")).end());
    add("manyHeaders", r -> r.putHeader("X-B", "1").putHeader("x-a", LIST).end("x"));
    addContext("json", ctx -> ctx.json(new JsonObject().put("a", 1)));
    addContext("redirect", ctx -> ctx.redirect("/elsewhere"));
    addContext("ctxEnd", ctx -> ctx.end("by the context"));
    shapes.put("template", template());
    addBodies();
    addFiles();
    addInterim();
    addErrors();
    addMisuse();
  }

  Map<String, Handler<RoutingContext>> all() {
    return shapes;
  }

  /** The names of the ways that answer with success, and so store what was changed. */
  List<String> successful() {
    return shapes.keySet().stream().filter(name -> !ERRORS.contains(name)).toList();
  }

  private static Handler<RoutingContext> template() {
    TemplateEngine engine =
        new TemplateEngine() {
          @Override
          public Future<Buffer> render(Map<String, Object> context, String name) {
            return Future.succeededFuture(Buffer.buffer("<p>" + name + "</p>"));
          }

          @Override
          public void clearCache() {
            throw new UnsupportedOperationException();
          }
        };
    return TemplateHandler.create(engine, "pages", "text/html");
  }

  private void addBodies() {
    add(
        "chunked",
        response -> {
          response.setChunked(true).write("one ");
          response.write(Buffer.buffer("two "));
          return response.end("three");
        });
    add(
        "declaredLengthInParts",
        response -> {
          response.putHeader("Content-Length", "7").write("one ");
          return response.end("two");
        });
    addContext(
        "writeLater",
        ctx -> {
          HttpServerResponse response = ctx.response().setChunked(true);
          return response
              .write("first ")
              .compose(v -> response.write("second "))
              .compose(v -> ctx.vertx().timer(1))
              .compose(v -> response.end("third"));
        });
    addContext(
        "writeWithoutAsking",
        ctx -> {
          HttpServerResponse response = ctx.response().setChunked(true);
          response.write("first ");
          return ctx.vertx()
              .timer(1)
              .compose(
                  v -> {
                    response.write("second ");
                    return response.end();
                  });
        });
    addContext(
        "eventStream",
        ctx -> {
          HttpServerResponse response = ctx.response().setChunked(true);
          response.putHeader("Content-Type", "text/event-stream").write("data: 1\n\n");
          return ctx.vertx()
              .timer(1)
              .compose(v -> response.write("data: 2\n\n"))
              .compose(v -> response.end());
        });
    add(
        "trailers",
        response -> {
          response.setChunked(true).putTrailer("X-Sum", "1").write("body");
          response.putTrailer("X-Other", LIST);
          return response.end();
        });
    add(
        "writeHead",
        response -> {
          response.putHeader("Content-Length", "4").writeHead();
          return response.end("body");
        });
    addContext("stream", ctx -> open(ctx).compose(content -> ctx.response().send(content)));
    addContext(
        "pipe",
        ctx -> open(ctx).compose(content -> content.pipeTo(ctx.response().setChunked(true))));
    addContext("echo", ctx -> ctx.request().pipeTo(ctx.response().setChunked(true)));
    shapes.put(
        "otherThread",
        ctx ->
            ctx.vertx().executeBlocking(() -> ctx.response().end("worker")).compose(sent -> sent));
    addContext(
        "chained",
        ctx ->
            ctx.request()
                .pause()
                .exceptionHandler(e -> {})
                .endHandler(v -> {})
                .handler(buffer -> {})
                .setExpectMultipart(false)
                .setParamsCharset("UTF-8")
                .fetch(1)
                .customFrameHandler(frame -> {})
                .streamPriorityHandler(priority -> {})
                .uploadHandler(null)
                .routed("chained")
                .resume()
                .response()
                .end("chained"));
    addContext("responseOfEnd", ctx -> ctx.request().response().putHeader("x", "y").end("r"));
  }

  private void addFiles() {
    String name = file.toString();
    add("sendFile", response -> response.sendFile(name));
    add("sendFileFrom", response -> response.sendFile(name, 10));
    add("sendFilePart", response -> response.sendFile(name, 10, 20));
    add("sendFileTyped", r -> r.putHeader("Content-Type", "text/x-own").sendFile(name, 0, 5));
    add("sendFileMissing", response -> response.sendFile(name + ".missing"));
    add("sendFileBeyond", response -> response.sendFile(name, 1_000_000_000));
    addContext("sendFileRandomAccess", ctx -> sendOpen(ctx, false));
    addContext("sendFileChannel", ctx -> sendOpen(ctx, true));
  }

  private void addInterim() {
    add(
        "earlyHints",
        response -> {
          response.writeEarlyHints(MultiMap.caseInsensitiveMultiMap().add("link", "</a.css>"));
          return response.end("hinted");
        });
    add(
        "continued",
        response -> {
          response.writeContinue();
          return response.end("continued");
        });
    addContext(
        "push",
        ctx -> {
          HttpServerResponse response = ctx.response();
          response
              .push(HttpMethod.GET, "/pushed")
              .onSuccess(pushed -> pushed.end("pushed"))
              .onComplete(pushed -> response.end("pushing"));
          return Future.succeededFuture();
        });
    add(
        "customFrame",
        response -> {
          response.writeCustomFrame(42, 0, Buffer.buffer("x"));
          return response.end("framed");
        });
  }

  private void addErrors() {
    addContext("fail", ctx -> failed(() -> ctx.fail(403)));
    addContext("failWithCause", ctx -> failed(() -> ctx.fail(new IllegalStateException("cause"))));
    shapes.put(
        "throwing",
        ctx -> {
          throw new IllegalArgumentException("thrown");
        });
    add(
        "writeWithoutLength",
        response -> {
          response.write("no length");
          return response.end();
        });
    shapes.put("notFound", RoutingContext::next);
  }

  private void addMisuse() {
    addContext(
        "afterEnd",
        ctx -> {
          HttpServerResponse response = ctx.response();
          final Future<Void> sent = response.end("once");
          GuardFixture.note(ctx, refusal(() -> response.end("twice")));
          GuardFixture.note(ctx, refusal(() -> response.write("more")));
          GuardFixture.note(ctx, refusal(() -> response.putHeader("X-Late", "1")));
          GuardFixture.note(ctx, refusal(() -> response.setStatusCode(500)));
          GuardFixture.note(ctx, refusal(() -> response.addCookie(Cookie.cookie("late", "1"))));
          GuardFixture.note(ctx, refusal(() -> response.putTrailer("X-Late", "1")));
          GuardFixture.note(ctx, refusal(() -> response.drainHandler(v -> {})));
          GuardFixture.note(ctx, refusal(() -> response.closeHandler(v -> {})));
          GuardFixture.note(ctx, refusal(response::writeQueueFull));
          GuardFixture.note(ctx, refusal(response::writeHead).replaceAll(": .*", ""));
          response.headers().set("X-Later", "1");
          return sent;
        });
    addContext(
        "afterWrite",
        ctx -> {
          HttpServerResponse response = ctx.response().setChunked(true);
          response.write("begun ");
          GuardFixture.note(ctx, refusal(() -> response.putHeader("X-Late", "1")));
          GuardFixture.note(ctx, refusal(() -> response.removeCookie("sid")));
          GuardFixture.note(ctx, "ended " + response.ended() + ", head " + response.headWritten());
          return response.end("ended");
        });
  }

  private Future<AsyncFile> open(RoutingContext ctx) {
    return ctx.vertx().fileSystem().open(file.toString(), new OpenOptions().setWrite(false));
  }

  @SuppressWarnings("deprecation")
  private Future<Void> sendOpen(RoutingContext ctx, boolean channel) {
    try {
      if (ctx.request().version() == HttpVersion.HTTP_2) {
        return ctx.response().end("HTTP/2 has no such thing");
      } else if (channel) {
        FileInputStream in = new FileInputStream(file.toFile());
        return ctx.response().sendFile(in.getChannel(), 5, 50).eventually(() -> closed(in));
      }
      RandomAccessFile open = new RandomAccessFile(file.toFile(), "r");
      return ctx.response().sendFile(open, 5).eventually(() -> closed(open));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Future<Void> closed(AutoCloseable file) {
    try {
      file.close();
      return Future.succeededFuture();
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<Void> failed(Runnable fail) {
    fail.run();
    return Future.succeededFuture();
  }

  private static String refusal(Runnable misuse) {
    try {
      misuse.run();
      return "allowed";
    } catch (RuntimeException e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private void add(String name, Function<HttpServerResponse, Future<Void>> answer) {
    addContext(
        name,
        ctx -> {
          Future<Void> sent = answer.apply(ctx.response());
          GuardFixture.noteState(ctx);
          return sent;
        });
  }

  private void addContext(String name, Function<RoutingContext, Future<Void>> answer) {
    shapes.put(
        name,
        ctx -> {
          Future<Void> sent = answer.apply(ctx);
          sent.onComplete(
              v -> GuardFixture.call(ctx, "sent"),
              e -> {
                GuardFixture.call(ctx, "not sent");
                if (!ctx.response().ended()) {
                  ctx.fail(e);
                }
              });
        });
  }
}
