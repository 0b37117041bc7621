package io.github.redsessions.examples.twonodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwoNodesTest {

  private static final int VISITS = 10;

  /** With haproxy where that is installed, which the output says. */
  @Test
  void session_outlivesTheNodeThatServedIt() throws Exception {
    List<String> answers = TwoNodes.visit(VISITS, 0);

    assertThat(answers).hasSize(VISITS);
    for (int visit = 1; visit <= VISITS; visit++) {
      assertThat(answers.get(visit - 1)).startsWith("visit " + visit + ",");
    }
    assertThat(
            answers.subList(0, VISITS / 2 - 1).stream().map(TwoNodesTest::whoAnswered).distinct())
        .hasSize(2);
    assertThat(
            answers.subList(VISITS / 2 - 1, VISITS).stream()
                .map(TwoNodesTest::whoAnswered)
                .distinct())
        .hasSize(1);
  }

  @Test
  void proxyInVertx_takesTurns_andLeavesOutWhoIsDown() throws Exception {
    HttpServer first = node("first");
    HttpServer second = node("second");
    int port = TwoNodes.freePort();
    try (AutoCloseable proxy =
        Proxy.inVertx(port, first.getAddress().getPort(), second.getAddress().getPort())) {
      assertThat(proxy).isNotNull();
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("first");
      assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("second");

      first.stop(0);
      assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("second");
      assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("second");
    } finally {
      second.stop(0);
    }
  }

  private static HttpServer node(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, name.length());
          exchange.getResponseBody().write(name.getBytes());
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String whoAnswered(String answer) {
    return answer.replaceFirst(".* node ", "");
  }
}
