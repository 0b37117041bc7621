package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.RedisServer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessTest {

  @TempDir Path directory;
  private Path executable;

  @BeforeEach
  void extract() throws Exception {
    executable = RedisBinary.extract(directory);
  }

  @Test
  void startOnFreePort_whenThePortIsTakenMeanwhile_triesAnother() throws Exception {
    int taken = RedisServer.shared().port();
    int free = RedisProcess.freePort();
    Iterator<Integer> ports = List.of(taken, free).iterator();

    RedisProcess process =
        RedisProcess.startOnFreePort(executable, directory, List.of(), ports::next);

    assertThat(process.port()).isEqualTo(free);
    assertThat(process.isAlive()).isTrue();
    process.kill();
    process.ended().join();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void startOnFreePort_whenEveryPortIsTaken_failsWithWhatRedisPrinted() {
    int taken = RedisServer.shared().port();

    assertThatThrownBy(
            () -> RedisProcess.startOnFreePort(executable, directory, List.of(), () -> taken))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining("redis-server on 127.0.0.1:" + taken + " did not start")
        .hasMessageContaining("Failed listening on port " + taken);
  }

  @Test
  void start_withABadOption_failsAtOnceWithWhatRedisPrinted() throws Exception {
    int port = RedisProcess.freePort();

    assertThatThrownBy(
            () -> RedisProcess.start(executable, directory, port, List.of("--no-such", "1")))
        .isNotInstanceOf(PortTakenException.class)
        .hasMessageContaining("did not start")
        .hasMessageContaining("no-such");
  }
}
