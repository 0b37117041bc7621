package io.github.redsessions.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that, like the Redis of the others, need not survive a crash: it doesn't wait
 * for the disk. From a jar, or that of the PATH where there is no jar for the platform.
 */
final class PostgresDatabase implements Database {

  private final String uri;
  private final long pid;
  private final AutoCloseable server;

  private PostgresDatabase(int port, Path data, AutoCloseable server) throws IOException {
    this.uri = "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    this.pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param directory for its data, below which nothing is expected
   * @throws SkippedException when none can be started here
   */
  static PostgresDatabase start(Path directory) throws IOException, SkippedException {
    try {
      Path data = directory.resolve("postgres-data");
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(directory.resolve("postgres").toFile())
              .setDataDirectory(data)
              .setCleanDataDirectory(true)
              .setServerConfig("fsync", "off")
              .setServerConfig("synchronous_commit", "off")
              .setPGStartupWait(Duration.ofSeconds(30))
              .start();
      return new PostgresDatabase(embedded.getPort(), data, embedded);
    } catch (IOException | RuntimeException embedded) {
      InstalledPostgres installed = InstalledPostgres.start(embedded);
      return new PostgresDatabase(installed.port(), installed.data(), installed);
    }
  }

  @Override
  public String uri() {
    return uri;
  }

  /** That of the processes that run; a connection that was closed takes its share along. */
  @Override
  public long cpuNanos() {
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      System.err.println("PostgreSQL does not stop: " + e.getMessage());
    }
  }
}
