package io.github.redsessions.testkit;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;

/**
 * The test's own connection to a server: opened when it is needed, and again after a failure, for a
 * reply that comes too late would be taken for the next one. A command that finds the connection
 * closed is sent once more: a server whose role changes is told by the sentinels to close all
 * connections, and has read nothing from them then. Safe for use by many threads.
 */
final class OwnConnection {

  private final int port;
  private final int timeoutMs;
  private final List<String> credentials;
  private final Set<String> addresses;
  private RespClient client;

  /**
   * Opens nothing yet.
   *
   * @param addresses where the connection writes down that it isn't a client's
   */
  OwnConnection(int port, int timeoutMs, List<String> credentials, Set<String> addresses) {
    this.port = port;
    this.timeoutMs = timeoutMs;
    this.credentials = credentials;
    this.addresses = addresses;
  }

  synchronized Object command(String... args) {
    boolean used = client != null;
    try {
      return open().command(args);
    } catch (UncheckedIOException e) {
      close();
      if (used && !(e.getCause() instanceof SocketTimeoutException)) {
        return command(args);
      }
      throw e;
    }
  }

  synchronized void close() {
    if (client != null) {
      addresses.remove(client.address());
      client.close();
      client = null;
    }
  }

  private RespClient open() {
    if (client == null) {
      client = new RespClient(port, timeoutMs);
      addresses.add(client.address());
      logIn();
    }
    return client;
  }

  private void logIn() {
    if (credentials.isEmpty()) {
      return;
    }
    String[] auth = new String[credentials.size() + 1];
    auth[0] = "AUTH";
    for (int i = 0; i < credentials.size(); i++) {
      auth[i + 1] = credentials.get(i);
    }
    try {
      client.command(auth);
    } catch (RespException e) {
      close();
      throw e;
    }
  }
}
