package io.github.redsessions.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.LogCapture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A body that turns out to be none while the service waits for the rest of it: the client's error,
 * and not one of the service. Rows A4, G3.
 */
class BrokenBodyIT extends LoginFixture {

  private static final int BOUND_MS = 10_000;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String HEAD =
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
          + FORM
          + "\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n", "-1\r\n", "\r\n\r\n", "fffffffff\r\nx", "1\r\nxyz\r\n"})
  void aChunkThatIsNone_isNotAnErrorOfTheService(String chunk) throws IOException {
    try (LogCapture log = new LogCapture();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), verticle.actualPort())) {
      socket.setSoTimeout(BOUND_MS);
      send(socket, HEAD);
      // Only now is somebody waiting for the body.
      String begin = new String(socket.getInputStream().readNBytes(CONTINUE.length()), ISO_8859_1);
      assertThat(begin).isEqualTo(CONTINUE);
      send(socket, chunk);
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(answer).matches("(?s)|HTTP/1.1 400 .*");
      assertThat(log.text()).doesNotContain("WARN ", "ERROR ");
    }
    assertThat(logIn(browser()).statusCode()).isEqualTo(303);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }
}
