package io.github.redsessions.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A blocking Redis client that shares no code with what is tested. Not safe for use by many
 * threads.
 */
public final class RespClient implements AutoCloseable {

  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a server on 127.0.0.1, as nobody. */
  public RespClient(int port) {
    this(port, TIMEOUT_MS);
  }

  /** Connects to a server on 127.0.0.1 that has to answer within a bound of its own. */
  RespClient(int port, int timeoutMs) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(timeoutMs);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logs in as a user of {@link Acl}. */
  public RespClient logIn(String user) {
    command("AUTH", user, Acl.password(user));
    return this;
  }

  /**
   * Sends a command and waits for its reply, for at most ten seconds unless told otherwise.
   *
   * @return String (UTF-8), Long, List or null
   * @throws RespException when Redis answers with an error
   */
  public Object command(String... args) {
    try {
      send(args);
      return reply();
    } catch (IOException e) {
      throw new UncheckedIOException("redis did not answer " + args[0], e);
    }
  }

  /** The client's end of the connection as MONITOR and CLIENT LIST print it. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one line of what the server pushes, without its end. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = next(); b != '\r'; b = next()) {
      line.write(b);
    }
    next();
    return line.toString(StandardCharsets.UTF_8);
  }

  private void send(String... args) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii("*" + args.length + "\r\n"));
    for (String arg : args) {
      byte[] bytes = arg.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(ascii("$" + bytes.length + "\r\n"));
      out.writeBytes(bytes);
      out.writeBytes(ascii("\r\n"));
    }
    out.writeTo(socket.getOutputStream());
  }

  private Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new RespException(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not a RESP2 reply: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Object> array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(reply());
    }
    return items;
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("redis closed the connection");
    }
    return b;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
