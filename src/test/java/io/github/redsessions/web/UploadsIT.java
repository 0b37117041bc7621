package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock body handler before and behind the session handler, which reads while a body comes. */
class UploadsIT {

  private static final int LIMIT = 3_000_000;

  @Nested
  class WithoutTheGuard extends Cases {}

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(outer());
    }
  }

  abstract static class Cases extends WebFixture {

    @TempDir Path uploads;

    @Override
    Handler<HttpServerRequest> requestHandler() {
      return outer();
    }

    Router outer() {
      Router outer = Router.router(vertx);
      outer.route("/before/*").handler(bodies());
      outer.route("/before/*").handler(sessions.handler());
      outer.post("/before/upload").handler(this::uploaded);
      outer.post("/before/form").handler(Cases::posted);
      outer.route("/*").subRouter(router);
      return outer;
    }

    @Override
    void routes(Router router) {
      router.route("/behind/*").handler(bodies());
      router.post("/behind/upload").handler(this::uploaded);
      router.post("/behind/form").handler(Cases::posted);
    }

    private BodyHandler bodies() {
      return BodyHandler.create(uploads.toString())
          .setBodyLimit(LIMIT)
          .setDeleteUploadedFilesOnEnd(true);
    }

    private void uploaded(RoutingContext ctx) {
      FileUpload file = ctx.fileUploads().get(0);
      ctx.session().put("n", file.fileName());
      vertx
          .fileSystem()
          .readFile(file.uploadedFileName())
          .onComplete(
              content ->
                  ctx.json(
                      new JsonObject()
                          .put("hash", content.hashCode())
                          .put("name", ctx.request().getFormAttribute("name"))),
              ctx::fail);
    }

    private static void posted(RoutingContext ctx) {
      ctx.session().put("n", ctx.request().getFormAttribute("n"));
      ctx.end();
    }

    private static HttpResponse<Buffer> upload(Browser browser, String path, Buffer content) {
      Buffer body =
          Buffer.buffer("--edge\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na name\r\n")
              .appendString("--edge\r\nContent-Disposition: form-data; name=\"file\";")
              .appendString(" filename=\"picture.png\"\r\nContent-Type: image/png\r\n\r\n")
              .appendBuffer(content)
              .appendString("\r\n--edge--\r\n");
      return browser.send(
          HttpMethod.POST,
          path + "/upload",
          request -> request.putHeader("Content-Type", "multipart/form-data; boundary=edge"),
          body);
    }

    private static Buffer content(int size) {
      Buffer content = Buffer.buffer(size);
      for (int i = 0; i < size; i++) {
        content.appendByte((byte) (i * 31 + i / 1000));
      }
      return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/before", "/behind"})
    void upload_arrivesWhole_withAndWithoutASession(String path) {
      Buffer content = content(2_000_000);
      Browser browser = browser();
      for (int cookies : new int[] {1, 0, 0}) {
        HttpResponse<Buffer> response = upload(browser, path, content);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.cookies()).hasSize(cookies);
        assertThat(response.bodyAsJsonObject())
            .isEqualTo(new JsonObject().put("hash", content.hashCode()).put("name", "a name"));
        assertThat(browser.get("/read").bodyAsString()).isEqualTo("picture.png");
      }
      eventually(Duration.ofSeconds(5), () -> assertThat(uploads).isEmptyDirectory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/before", "/behind"})
    void form_isRead_withAndWithoutASession(String path) {
      Browser browser = browser();
      for (String value : new String[] {"first", "second"}) {
        browser.send(
            HttpMethod.POST,
            path + "/form",
            request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded"),
            Buffer.buffer("n=" + value));
        assertThat(browser.get("/read").bodyAsString()).isEqualTo(value);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/before", "/behind"})
    void bodyThatIsTooLarge_changesAndCreatesNothing(String path) {
      assertThat(upload(browser(), path, content(LIMIT + 1)).statusCode()).isEqualTo(413);
      assertThat(keys()).isEmpty();
      Browser browser = browser();
      browser.get("/put?n=1");
      HttpResponse<Buffer> refused = upload(browser, path, content(LIMIT + 1));
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.cookies()).isEmpty();
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
    }

    @Test
    void f1_loginWithABody_rotates() {
      Browser browser = browser();
      browser.get("/put?n=1");
      String before = browser.cookie("sid");
      browser.send(HttpMethod.POST, "/login", request -> request, content(100_000));
      assertThat(browser.cookie("sid")).isNotEqualTo(before);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    }
  }
}
