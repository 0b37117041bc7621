package io.github.redsessions.examples.twonodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** Two nodes behind a proxy that knows nothing of sessions; one of them is killed on the way. */
public final class TwoNodes {

  private TwoNodes() {}

  /** Visits the application and returns what it answered; half way a node is killed. */
  static List<String> visit(int visits, int pauseMs) throws IOException, InterruptedException {
    int redisPort = freePort();
    RedisServer redis = RedisServer.builder().port(redisPort).build();
    redis.start();
    String uri = "redis://127.0.0.1:" + redisPort;
    int first = freePort();
    int second = freePort();
    Process doomed = node(first, uri);
    Process other = node(second, uri);
    int port = freePort();
    List<String> answers = new ArrayList<>();
    try (AutoCloseable proxy = Proxy.start(port, first, second)) {
      // Not HTTP/2, which this client would agree on with a node itself, as with a WebSocket.
      HttpClient browser =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .cookieHandler(new CookieManager())
              .build();
      HttpRequest home = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      for (int visit = 1; visit <= visits; visit++) {
        if (visit == visits / 2) {
          System.out.println("killing node " + first);
          doomed.destroyForcibly().waitFor();
        }
        answers.add(browser.send(home, BodyHandlers.ofString()).body());
        System.out.println(answers.get(answers.size() - 1));
        if (other.waitFor(pauseMs, TimeUnit.MILLISECONDS)) {
          throw new IOException("the node that should live has ended");
        }
      }
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the proxy does not stop", e);
    } finally {
      doomed.destroyForcibly();
      other.destroyForcibly();
      redis.stop();
    }
    return answers;
  }

  private static Process node(int port, String redis) throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    String classPath = System.getProperty("java.class.path");
    Process node =
        new ProcessBuilder(java, "-cp", classPath, Node.class.getName(), "" + port, redis)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = new BufferedReader(new InputStreamReader(node.getInputStream()));
    for (String line = lines.readLine(); !"ready".equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IOException("the node does not start");
      }
    }
    return node;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    visit(20, 500);
    System.exit(0);
  }
}
