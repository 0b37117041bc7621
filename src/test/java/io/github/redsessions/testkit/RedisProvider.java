package io.github.redsessions.testkit;

import io.github.redsessions.redis.PortTakenException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the tests' servers come from, see {@link ProviderChoice}. Safe for use by many threads. */
interface RedisProvider {

  /**
   * Starts a redis-server and returns when it accepts connections.
   *
   * @param directory its working directory, which it sees under this very path
   * @param port where its arguments make it listen
   * @param args the arguments of redis-server
   * @throws PortTakenException when something else listens there
   * @throws IOException when it does not start; the message ends with the last lines it printed
   */
  Running start(Path directory, int port, List<String> args) throws IOException;

  /** A server that was started. */
  interface Running {

    /** Sends a signal, such as {@code STOP}, and returns when it was delivered. */
    void signal(String name);

    /** Sends SIGKILL and waits until the server is gone; can be called again. */
    void kill();
  }
}
