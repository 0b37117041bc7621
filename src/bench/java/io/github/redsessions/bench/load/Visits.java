package io.github.redsessions.bench.load;

import io.github.redsessions.testkit.LightConnection;
import java.io.IOException;

/** Requests one after the other, to prepare a load or to look closely at a few of them. */
public final class Visits {

  private Visits() {}

  /**
   * Sends one request without a cookie.
   *
   * @param port on the loopback address
   * @param requestLine such as {@code POST /start?user=1}
   * @return the cookie that the response has set, as in {@code sid=abc}, or an empty text
   * @throws IOException when the response has another status than 200
   */
  public static String cookie(int port, String requestLine) throws IOException {
    Script script = Script.following(requestLine, "");
    repeat(port, script, 200, 1);
    return script.cookie();
  }

  /**
   * Sends the requests of a script one after the other over one connection.
   *
   * @param port on the loopback address
   * @param script what to send
   * @param expectedStatus of each response
   * @param times how many requests
   * @throws IOException when a response has another status
   */
  public static void repeat(int port, Script script, int expectedStatus, int times)
      throws IOException {
    LightConnection connection = new LightConnection(port, script);
    connection.connect();
    try {
      for (int i = 0; i < times; i++) {
        int status = connection.roundTrip();
        if (status != expectedStatus) {
          throw new IOException("status " + status + " instead of " + expectedStatus);
        }
      }
    } finally {
      connection.close();
    }
  }
}
