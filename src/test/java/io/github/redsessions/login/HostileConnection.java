package io.github.redsessions.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;

/**
 * A connection over which requests are sent all at once, and their answers read. Blocks; what takes
 * longer than its bound fails with {@code SocketTimeoutException}.
 */
final class HostileConnection implements AutoCloseable {

  private static final int BOUND_MS = 20_000;

  private final Socket socket;
  private final InputStream in;

  HostileConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(BOUND_MS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  /** Sends from a thread of its own, since the server reads no more while nobody takes answers. */
  void send(List<HostileRequest> requests) {
    Thread writer =
        new Thread(
            () -> {
              try {
                OutputStream out = socket.getOutputStream();
                for (HostileRequest request : requests) {
                  out.write(request.bytes());
                }
                socket.shutdownOutput();
              } catch (IOException e) {
                // The server has closed the connection, as it may; the reader sees it too.
                assert e.getMessage() != null;
              }
            },
            "hostile-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /** Reads one answer, head and body, but for those with a status of 100 to 199. */
  String answer(boolean head) throws IOException {
    String text;
    do {
      text = line();
    } while (text.isEmpty());
    StringBuilder answer = new StringBuilder(text).append('\n');
    long length = 0;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      answer.append(line).append('\n');
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
      chunked |= lower.equals("transfer-encoding: chunked");
    }
    if (answer.indexOf("HTTP/1.1 1") == 0) {
      return answer(head);
    }
    if (!head && chunked) {
      int size = Integer.parseInt(line(), 16);
      while (size > 0) {
        answer.append(new String(in.readNBytes(size), ISO_8859_1));
        line();
        size = Integer.parseInt(line(), 16);
      }
      line();
    } else if (!head) {
      answer.append(new String(in.readNBytes((int) length), ISO_8859_1));
    }
    return answer.toString();
  }

  /** Reads whatever comes until the server closes the connection. */
  String rest() throws IOException {
    try {
      return new String(in.readAllBytes(), ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    line.setLength(line.length() > 0 ? line.length() - 1 : 0);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
