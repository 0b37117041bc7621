package io.github.redsessions.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.arch.Classes;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What others can compile against, as api.txt has it: a change of it is seen in the diff. Run it
 * with {@code -Dapi.write=true} after a change that is meant.
 */
class ApiTest {

  private static final Path API = Path.of("src", "docs", "api.txt");

  /** Those that module-info exports. */
  private static final Set<String> EXPORTED =
      Set.of(
          "io.github.redsessions", "io.github.redsessions.config", "io.github.redsessions.login");

  @Test
  void api_isTheOneThatIsWrittenDown() throws IOException {
    String found =
        Classes.all().stream()
            .filter(type -> EXPORTED.contains(type.getPackageName()))
            .filter(ApiTest::isVisible)
            .sorted(Comparator.comparing(Class::getName))
            .map(ApiTest::describe)
            .collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(API, found);
    }

    assertThat(API).content().isEqualTo(found);
  }

  @Test
  void exports_areThoseOfTheModule() throws IOException {
    String module = Files.readString(Path.of("src", "main", "java", "module-info.java"));

    assertThat(module.lines().map(String::strip).filter(line -> line.startsWith("exports ")))
        .map(line -> line.replaceAll("exports |;", ""))
        .containsExactlyInAnyOrderElementsOf(EXPORTED);
  }

  @Test
  void description_hasWhatCallersSee_andNothingElse() {
    assertThat(describe(Sample.class))
        .isEqualTo(
            """
            protected abstract static class docs.ApiTest$Sample implements Runnable
              protected docs.ApiTest$Sample(String)
              public abstract java.util.List<String> docs.ApiTest$Sample.names() throws java.io.IOException
              public static final int docs.ApiTest$Sample.ONE
            """);
  }

  /** An example of everything. */
  protected abstract static class Sample implements Runnable {
    public static final int ONE = 1;
    final int two = 2;

    protected Sample(String name) {
      assertThat(name).isNotNull();
    }

    public abstract List<String> names() throws IOException;

    void hidden() {}
  }

  private static boolean isVisible(Class<?> type) {
    return isVisible(type.getModifiers())
        && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String describe(Class<?> type) {
    return (header(type)
            + "\n"
            + Stream.<Member>concat(
                    Stream.concat(
                        Stream.of(type.getDeclaredConstructors()),
                        Stream.of(type.getDeclaredFields())),
                    Stream.of(type.getDeclaredMethods()))
                .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
                .map(member -> "  " + describe(member) + "\n")
                .sorted()
                .collect(Collectors.joining()))
        .replace("java.lang.", "")
        .replace("io.github.redsessions.", "");
  }

  private static String header(Class<?> type) {
    Type parent = type.getGenericSuperclass();
    String extended =
        parent == null || parent == Object.class ? "" : " extends " + parent.getTypeName();
    String implemented =
        Stream.of(type.getGenericInterfaces())
            .map(Type::getTypeName)
            .collect(Collectors.joining(", "));
    return type.toGenericString()
        + extended
        + (implemented.isEmpty() ? "" : " implements " + implemented);
  }

  private static String describe(Member member) {
    String deprecated =
        ((AnnotatedElement) member).isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    if (member instanceof Field field) {
      return deprecated + field.toGenericString();
    }
    Executable executable = (Executable) member;
    return deprecated
        + (executable instanceof Method method
            ? method.toGenericString()
            : ((Constructor<?>) executable).toGenericString());
  }
}
