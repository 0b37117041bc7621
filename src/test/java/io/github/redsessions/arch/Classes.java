package io.github.redsessions.arch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All classes of the module, those without a name included. */
public final class Classes {

  private static final Path MAIN = Path.of("target", "classes");

  private Classes() {}

  public static List<Class<?>> all() {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files
          .map(file -> MAIN.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && file.startsWith("io"))
          .filter(file -> !file.endsWith("package-info.class"))
          .sorted()
          .<Class<?>>map(Classes::load)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length());
    try {
      return Class.forName(name.replace('/', '.').replace('\\', '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
