package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes of {@code session.types} are looked up, and looked at, when the sessions open. */
class ListedTypesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "com.acme.Nothing|com.acme.Nothing, which is not on the class path",
        "java.lang.String|java.lang.String, which belongs to the sessions",
        "io.vertx.core.json.JsonObject|which belongs to the sessions",
        "io.vertx.ext.auth.impl.UserImpl|which belongs to the sessions",
        "io.vertx.ext.web.handler.impl.UserHolder|which belongs to the sessions",
        "io.vertx.ext.web.sstore.impl.SharedDataSessionImpl|which belongs to the sessions",
        "io.github.redsessions.store.RedisSession|which belongs to the sessions",
        "java.util.ArrayList|java.util.ArrayList, another kind of class",
        "java.lang.Runnable|java.lang.Runnable, an interface",
        "io.vertx.core.shareddata.ClusterSerializable|an interface",
        "java.lang.Number|java.lang.Number, an abstract class",
        "$Hidden|whose constructor takes arguments or is not public",
        "$Arguments|whose constructor takes arguments or is not public",
        "$Unstarted|which can't be initialized",
        "$OfObject|a record whose component what is a java.lang.Object",
        "$OfAny|a record whose component what is a java.util.List<?>",
        "$OfRaw|a record whose component what is a java.util.List",
        "$OfOptional|a record whose component what is a java.util.Optional<java.lang.String>",
        "$OfInts|a record whose component what is a int[]",
        "$OfNumbers|whose component what is a java.util.Map<java.lang.Integer, java.lang.String>",
        "$Generic|a record whose component what is a T",
        "$OfUnlisted|a record whose component what is a java.lang.Thread$State"
      })
  void classThatCannotBeStored_isRefusedWithItsPlaceAndWhatIsAllowed(String type, String found) {
    String name = type.startsWith("$") ? ListedTypesTest.class.getName() + type : type;

    assertThat(problems(SampleTypes.Color.class.getName(), name))
        .singleElement()
        .asString()
        .startsWith("session.types[1]: found " + (type.startsWith("$") ? name : type))
        .contains(found, ", allowed is an enum, a ClusterSerializable ", " or a record ");
  }

  @Test
  void allProblems_areReportedAtOnce() {
    assertThat(problems("a.B", "java.lang.Runnable", SampleTypes.Color.class.getName(), "c.D"))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("session.types[0]: found a.B"))
        .anyMatch(problem -> problem.startsWith("session.types[1]: found java.lang.Runnable"))
        .anyMatch(problem -> problem.startsWith("session.types[3]: found c.D"));
  }

  @Test
  void contextLoader_isAskedFirst_andItsClassesAreTaken() throws IOException {
    ClassLoader loader = module("exports shop;");
    AttributeValues values = AttributeValues.of(List.of("shop.Order"), List.of(), loader);

    Object order = values.decode("a", "~type:shop.Order:{\"id\":\"7\"}");
    assertThat(order.getClass().getClassLoader()).isSameAs(loader);
    assertThat(values.encode("a", order)).isEqualTo("~type:shop.Order:{\"id\":\"7\"}");
    assertThat(problems("shop.Order")).singleElement().asString().contains("not on the class path");
  }

  @Test
  void moduleThatDoesNotLetUsIn_isRefusedWithWhatToWrite() throws IOException {
    ClassLoader closed = module("");
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> AttributeValues.of(List.of("shop.Order"), List.of(), closed))
                .problems())
        .singleElement()
        .asString()
        .startsWith("session.types[0]: found shop.Order of the module shop, allowed is ")
        .contains("\"opens shop")
        .contains("module-info.java");
    assertThat(
            AttributeValues.of(List.of("shop.State"), List.of(), closed)
                .decode("a", "~type:shop.State:PAID"))
        .hasToString("PAID");

    ClassLoader exported = module("exports shop;");
    assertThatThrownBy(() -> AttributeValues.of(List.of("shop.Hidden"), List.of(), exported))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"opens shop");
    ClassLoader opened = module("opens shop;");
    assertThat(
            AttributeValues.of(List.of("shop.Hidden"), List.of(), opened)
                .decode("a", "~type:shop.Hidden:{\"id\":\"7\"}"))
        .hasToString("Hidden[id=7]");
  }

  /** The loader of a module with an enum, a public record and one that isn't. */
  private ClassLoader module(String directives) throws IOException {
    Path sources = Files.createTempDirectory(folder, "sources");
    Path classes = Files.createTempDirectory(folder, "classes");
    Files.createDirectory(sources.resolve("shop"));
    Map<String, String> texts =
        Map.of(
            "module-info.java", "module shop { " + directives + " }",
            "shop/Order.java", "package shop; public record Order(String id) {}",
            "shop/Hidden.java", "package shop; record Hidden(String id) {}",
            "shop/State.java", "package shop; enum State { PAID }");
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(sources.resolve(text.getKey()), text.getValue());
    }
    String[] arguments =
        texts.keySet().stream()
            .map(name -> sources.resolve(name).toString())
            .toArray(String[]::new);
    String[] all = new String[arguments.length + 2];
    all[0] = "-d";
    all[1] = classes.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, all)).isZero();

    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
    return ModuleLayer.boot()
        .defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
        .findLoader("shop");
  }

  private static List<String> problems(String... names) {
    return catchThrowableOfType(
            ConfigException.class, () -> AttributeValues.of(List.of(names), List.of(), null))
        .problems();
  }

  /** Writes nothing. */
  abstract static class Serializable implements ClusterSerializable {

    @Override
    public void writeToBuffer(Buffer buffer) {
      buffer.appendByte((byte) 0);
    }

    @Override
    public int readFromBuffer(int pos, Buffer buffer) {
      return pos + 1;
    }
  }

  static final class Hidden extends Serializable {
    Hidden() {}
  }

  public static final class Arguments extends Serializable {
    public Arguments(JsonObject argument) {
      argument.clear();
    }
  }

  enum Unstarted {
    ONE;

    static {
      if (ONE != null) {
        throw new IllegalStateException("can't start");
      }
    }
  }

  record OfObject(Object what) {}

  record OfAny(List<?> what) {}

  @SuppressWarnings("rawtypes")
  record OfRaw(List what) {}

  record OfOptional(Optional<String> what) {}

  @SuppressWarnings("ArrayRecordComponent")
  record OfInts(int[] what) {}

  record OfNumbers(Map<Integer, String> what) {}

  record Generic<T>(T what) {}

  record OfUnlisted(Thread.State what) {}
}
