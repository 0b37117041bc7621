package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What can happen to a Redis, and what it means to a reader, a login and a logout meanwhile. */
enum Trouble {
  FROZEN(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.freeze();
      return server::thaw;
    }
  },
  KILLED(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.kill();
      return server::restart;
    }
  },
  /** Packets vanish, and the connection doesn't end. */
  BLACKHOLE(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      proxy.pause();
      return proxy::resume;
    }
  },
  LOADING(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      for (int i = 0; i < 3_000; i++) {
        server.command("SET", "padding:" + i, "of-a-dump-that-takes-long-" + i);
      }
      server.command("SAVE");
      CompletableFuture<Void> restarted = CompletableFuture.runAsync(server::restart);
      awaitError(server, "LOADING");
      return () -> {
        server.command("CONFIG", "SET", "key-load-delay", "0");
        restarted.orTimeout(20, TimeUnit.SECONDS).join();
      };
    }
  },
  FULL(0, 503, 0) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.command("CONFIG", "SET", "maxmemory", "1");
      return () -> server.command("CONFIG", "SET", "maxmemory", "0");
    }
  },
  TOO_FEW_REPLICAS(0, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.command("CONFIG", "SET", "min-replicas-to-write", "1");
      return () -> server.command("CONFIG", "SET", "min-replicas-to-write", "0");
    }
  },
  READ_ONLY_REPLICA(0, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      // Nobody listens on port 1, so that the data stays.
      server.command("REPLICAOF", "127.0.0.1", "1");
      return () -> server.command("REPLICAOF", "NO", "ONE");
    }
  },
  REPLICA_WITHOUT_PRIMARY(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.command("CONFIG", "SET", "replica-serve-stale-data", "no");
      server.command("REPLICAOF", "127.0.0.1", "1");
      awaitError(server, "MASTERDOWN");
      return () -> server.command("REPLICAOF", "NO", "ONE");
    }
  },
  TOO_MANY_CLIENTS(503, 503, 503) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.command("CONFIG", "SET", "maxclients", "1");
      server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      return () -> server.command("CONFIG", "SET", "maxclients", "1000");
    }
  },
  /** No trouble at all: nobody may notice. */
  SCRIPTS_FLUSHED(0, 0, 0) {
    @Override
    Runnable begin(RedisServer server, TcpProxy proxy) {
      server.command("SCRIPT", "FLUSH");
      return () -> server.command("SCRIPT", "FLUSH");
    }
  };

  final int read;
  final int logIn;
  final int logOut;

  /** 503 for what is refused, 0 for what works. */
  Trouble(int read, int logIn, int logOut) {
    this.read = read;
    this.logIn = logIn;
    this.logOut = logOut;
  }

  /** Begins it, and gives what ends it. */
  abstract Runnable begin(RedisServer server, TcpProxy proxy);

  /** A server that loads its dump slowly, and answers while it does. */
  static RedisServer server() {
    return RedisServer.start(
        "--key-load-delay", "4000", "--loading-process-events-interval-bytes", "1024");
  }

  private static void awaitError(RedisServer server, String kind) {
    eventually(
        Duration.ofSeconds(10),
        () -> assertThatThrownBy(() -> server.command("GET", "x")).hasMessageContaining(kind));
  }
}
