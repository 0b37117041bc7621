package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Servers started with the files of {@code conf/redis}. Each gets a copy in a directory of its own,
 * in which nothing differs but ports, the directories and the address of the first primary; the
 * copy of the ACL file has an administrator more. All of them listen on 127.0.0.1, as the files
 * say.
 */
final class ConfRedis implements AutoCloseable {

  static final Path CONF = Path.of("conf", "redis");

  private final Path directory;
  private final Path executable;
  private final Map<Integer, RedisProcess> processes = new LinkedHashMap<>();

  ConfRedis(Path directory) throws IOException {
    this.directory = directory;
    this.executable = RedisBinary.extract(directory);
  }

  /** Starts a server with a file, and gives its port. */
  int start(String file) throws IOException {
    return start(file, 0);
  }

  int startReplicaOf(int primary) throws IOException {
    return start("replica.conf", primary);
  }

  int startSentinelOf(int primary) throws IOException {
    return start("sentinel.conf", primary, "--sentinel");
  }

  void kill(int port) {
    RedisProcess process = processes.get(port);
    process.kill();
    process.ended().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Joins the nodes: three primaries, then a replica of each. */
  void formCluster(List<Integer> nodes) {
    for (int node : nodes.subList(1, 6)) {
      admin(node, "CLUSTER", "MEET", "127.0.0.1", nodes.get(0).toString());
    }
    for (int i = 0; i < 3; i++) {
      String last = Integer.toString(i == 2 ? 16_383 : (i + 1) * 5_000 - 1);
      admin(nodes.get(i), "CLUSTER", "ADDSLOTSRANGE", Integer.toString(i * 5_000), last);
    }
    for (int i = 0; i < 3; i++) {
      String primary = (String) admin(nodes.get(i), "CLUSTER", "MYID");
      int replica = nodes.get(i + 3);
      eventually(
          Duration.ofSeconds(60),
          () -> assertThat(admin(replica, "CLUSTER", "REPLICATE", primary)).isEqualTo("OK"));
    }
  }

  /** Checks that no user was short of a right. */
  void expectNoRefusals(int port) {
    if (processes.get(port).isAlive()) {
      assertThat((List<?>) admin(port, "ACL", "LOG")).isEmpty();
    }
  }

  static Object admin(int port, String... command) {
    try (RespClient client = new RespClient(port).logIn(Acl.ADMIN)) {
      return client.command(command);
    }
  }

  @Override
  public void close() {
    processes.keySet().forEach(this::kill);
  }

  private int start(String file, int primary, String... more) throws IOException {
    int port = RedisProcess.freePort();
    Path own = Files.createDirectory(directory.resolve(Integer.toString(port)));
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(CONF.resolve(file))) {
      lines.add(substituted(line, own, port, primary));
    }
    Path copy = Files.write(own.resolve(file), lines);
    for (String users : List.of("users.acl", "sentinel-users.acl")) {
      Path acl = Files.copy(CONF.resolve(users), own.resolve(users));
      Files.writeString(acl, Acl.adminLine() + "\n", StandardOpenOption.APPEND);
    }
    List<String> command = new ArrayList<>(List.of(executable.toString(), copy.toString()));
    command.addAll(List.of(more));
    processes.put(port, RedisProcess.start(command, own, port));
    return port;
  }

  private static String substituted(String line, Path own, int port, int primary) {
    return switch (line.split(" ", 2)[0]) {
      case "port" -> "port " + port;
      case "dir" -> "dir " + own;
      case "aclfile" -> line.replace("/etc/redis", own.toString());
      case "replicaof" -> "replicaof 127.0.0.1 " + primary;
      case "sentinel" -> line.replace("127.0.0.1 6379", "127.0.0.1 " + primary);
      default -> line;
    };
  }
}
