package io.github.redsessions.examples.twonodes;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.HttpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The proxy in front of the nodes: haproxy with {@code haproxy.cfg}, or where there is none, one in
 * Vert.x.
 */
final class Proxy {

  private Proxy() {}

  static AutoCloseable start(int port, int first, int second)
      throws IOException, InterruptedException {
    ProcessBuilder haproxy = new ProcessBuilder("haproxy", "-f", "haproxy.cfg").inheritIO();
    haproxy
        .environment()
        .putAll(Map.of("PORT", "" + port, "NODE1", "" + first, "NODE2", "" + second));
    Process process;
    try {
      process = haproxy.start();
    } catch (IOException notInstalled) {
      System.out.println("no haproxy here: a proxy in Vert.x instead");
      return inVertx(port, first, second);
    }
    awaitPort(port, process);
    return process::destroy;
  }

  static AutoCloseable inVertx(int port, int first, int second) {
    Vertx vertx = Vertx.vertx();
    HttpClient client = vertx.createHttpClient();
    AtomicInteger turns = new AtomicInteger();
    HttpProxy proxy =
        HttpProxy.reverseProxy(client)
            .origin(
                request -> {
                  boolean odd = turns.getAndIncrement() % 2 == 1;
                  RequestOptions next = node(odd ? second : first);
                  RequestOptions other = node(odd ? first : second);
                  return client.request(next).recover(refused -> client.request(other));
                });
    vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1").await();
    return () -> vertx.close().await();
  }

  private static RequestOptions node(int port) {
    return new RequestOptions().setHost("127.0.0.1").setPort(port).setConnectTimeout(1000);
  }

  private static void awaitPort(int port, Process process)
      throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("haproxy does not start", notYet);
        }
      }
    }
  }
}
