package io.github.redsessions.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory that only this user can enter. Public for the tests; the module does not
 * export this package.
 *
 * @param path where it is
 */
public record ScratchDirectory(Path path) {

  /**
   * Creates an empty directory below {@code java.io.tmpdir}. Blocks.
   *
   * @return the directory
   * @throws IOException when it can't be created
   */
  public static ScratchDirectory create() throws IOException {
    return new ScratchDirectory(Files.createTempDirectory("redsessions-"));
  }

  /**
   * Deletes the directory with all that is in it, if it is still there. Blocks.
   *
   * @throws UncheckedIOException when something in it can't be deleted
   */
  public void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
