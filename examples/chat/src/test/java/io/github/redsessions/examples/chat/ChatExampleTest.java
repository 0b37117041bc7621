package io.github.redsessions.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatExampleTest {

  private final Vertx vertx = Vertx.vertx();
  private final ChatExample example = new ChatExample(0);
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    vertx.deployVerticle(example).await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void socket_endsAtLogout() throws Exception {
    post("/login/ann");
    WebSocket socket = open();
    socket.sendText("hello", true).join();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("ann: hello");

    post("/logout");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1008");
  }

  @Test
  void chat_isForThoseWhoAreLoggedIn() {
    assertThatThrownBy(this::open)
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            refused ->
                assertThat(
                        ((WebSocketHandshakeException) refused.getCause())
                            .getResponse()
                            .statusCode())
                    .isEqualTo(401));
  }

  @Test
  void page_isServed() throws Exception {
    HttpRequest page = HttpRequest.newBuilder(URI.create("http://" + host() + "/")).build();
    assertThat(browser.send(page, BodyHandlers.ofString()).body()).contains("/chat/websocket");
  }

  private WebSocket open() {
    return browser
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://" + host() + "/chat/websocket"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                return WebSocket.Listener.super.onText(socket, text, last);
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                heard.add("closed " + status);
                return null;
              }
            })
        .join();
  }

  private void post(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host() + path))
            .POST(BodyPublishers.noBody())
            .build();
    assertThat(browser.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }

  private String host() {
    return "127.0.0.1:" + example.server.actualPort();
  }
}
