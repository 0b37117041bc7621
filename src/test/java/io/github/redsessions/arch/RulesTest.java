package io.github.redsessions.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what the architecture promises about the main code. */
class RulesTest {

  private static final String BASE = "io.github.redsessions";
  private static final JavaClasses MAIN =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  /** The types of the root package that may be used below it. */
  private static final DescribedPredicate<JavaClass> SHARED =
      resideInAPackage(BASE)
          .and(
              assignableTo(RuntimeException.class)
                  .or(
                      nameMatching(
                          ".*\\.(SessionInfo|AuditEvent|LoginTicket|AttributeCodec)(\\$.*)?")));

  @Test
  void config_usesNoOtherPackage() {
    check(uses("config", inProject("config")));
  }

  /** All others report to it. */
  @Test
  void metrics_usesTheEventsAlone() {
    check(uses("metrics", inProject("metrics").or(SHARED)));
  }

  /** A router works without it on the class path. */
  @Test
  void onlyTheirOwnClasses_useMicrometer() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(
                Pattern.quote(BASE + ".")
                    + "(metrics\\.(MicrometerMeters|StateGauges)|login\\.PrometheusMetrics)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..", "io.vertx.micrometer.."));
  }

  @Test
  void redis_usesConfigAndTheExceptions() {
    check(uses("redis", inProject("redis", "config", "metrics").or(SHARED)));
  }

  @Test
  void store_usesRedis() {
    check(uses("store", inProject("store", "redis", "config", "metrics").or(SHARED)));
  }

  @Test
  void web_usesStore() {
    check(uses("web", inProject("web", "store", "redis", "config", "metrics").or(SHARED)));
  }

  @Test
  void login_usesEverythingBelowAndTheDoor() {
    check(
        uses(
            "login",
            inProject("login", "web", "store", "redis", "config", "metrics")
                .or(SHARED)
                .or(nameMatching(BASE + "\\.(RedisSessions|LoginThrottle)(\\$.*)?"))));
  }

  @Test
  void theRootPackage_doesNotUseLogin() {
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".login.."));
  }

  @Test
  void theSharedTypes_useNoOtherPackage() {
    check(noClasses().that(SHARED).should().dependOnClassesThat().resideInAPackage(BASE + ".*.."));
  }

  @Test
  void onlyRequests_buildsRequests() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(Pattern.quote(BASE + ".redis.Requests") + "(\\$.*)?")
            .should()
            .accessTargetWhere(
                JavaAccess.Predicates.target(owner(name("io.vertx.redis.client.Request"))))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.redis.client.RedisAPI")
            .allowEmptyShould(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLUSHDB", "FLUSHALL", "DBSIZE", "KEYS"})
  void noClass_namesACommandThatSeesTheNeighbours(String command) {
    check(noClasses().should().accessField("io.vertx.redis.client.Command", command));
  }

  @Test
  void noSource_spellsACommandThatSeesTheNeighbours() throws IOException {
    String names = "(FLUSHDB|FLUSHALL|DBSIZE|KEYS)";
    // KEYS is the name of a script's array too, so only a quoted one is the command.
    Pattern spelled =
        Pattern.compile("[\"']" + names + "[\"']|call\\(\\s*[\"'](?i)" + names + "\\b");
    try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
      List<Path> sources = files.filter(Files::isRegularFile).toList();
      assertThat(sources).isNotEmpty();
      for (Path source : sources) {
        assertThat(source).content().doesNotContainPattern(spelled);
      }
    }
  }

  /**
   * Vert.x lets a request be wrapped through one exported, internal class only, and such a request
   * brings its context along: the classes of the guard, the one that asks a request for its
   * context, and none else of their package.
   */
  @Test
  void onlyThePackageRedisAndTheGuard_useInternalsOfVertx() {
    String guard =
        "(ResponseGuard|GuardedRequest|GuardedResponse|CommitGate|FileBody|RequestContext)";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".redis..")
            .and()
            .haveNameNotMatching(Pattern.quote(BASE + ".web.") + guard + "(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.core.internal.."));
  }

  /** Row S6: what comes from Redis names no class that is loaded, in no class of ours. */
  @Test
  void s6_onlyTheReaderOfTheListedTypes_loadsClassesByName_andNoneReadsObjects() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching(Pattern.quote(BASE + ".store.ListedTypes") + "(\\$.*)?")
            .should()
            .accessTargetWhere(
                JavaAccess.Predicates.target(nameMatching("forName|loadClass|findClass"))
                    .and(
                        JavaAccess.Predicates.target(
                            owner(
                                assignableTo(Class.class)
                                    .or(assignableTo(ClassLoader.class))
                                    .or(assignableTo(Module.class))
                                    .or(assignableTo(MethodHandles.Lookup.class)))))));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
  }

  /** The tests run without it, so that it can't be needed. */
  @Test
  void noClass_usesJacksonDatabind_whichIsNotEvenThere() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.databind..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("DatabindCodec"));
    assertThatThrownBy(() -> Class.forName("com.fasterxml.jackson.databind.ObjectMapper"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  /** Row S6: an application may let its mapper read class names; attributes are not read by it. */
  @Test
  void s6_attributes_areNotReadByTheMapperOfTheApplication() {
    check(
        noClasses()
            .that()
            .haveNameMatching(
                Pattern.quote(BASE + ".store.")
                    + "(AttributeValues|BuiltInTypes|StoredType|\\w+Form|TextForms)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.core.json.Json")
            .orShould()
            .callConstructor(JsonObject.class, String.class)
            .orShould()
            .callConstructor(JsonArray.class, String.class));
  }

  @Test
  void noClass_sleeps() {
    check(
        noClasses()
            .should()
            .accessTargetWhere(
                JavaAccess.Predicates.target(name("sleep"))
                    .and(
                        JavaAccess.Predicates.target(
                            owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class)))))));
  }

  @Test
  void noClass_printsToTheConsole() {
    check(
        noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @Test
  void noClass_usesPredictableRandomNumbers() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(Random.class.getName())
            .orShould()
            .callMethod(Math.class, "random"));
  }

  private static ArchRule uses(String subpackage, DescribedPredicate<JavaClass> allowed) {
    return classes()
        .that()
        .resideInAPackage(BASE + "." + subpackage + "..")
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(BASE + "..")).or(allowed));
  }

  private static DescribedPredicate<JavaClass> inProject(String... subpackages) {
    return resideInAnyPackage(
        Arrays.stream(subpackages).map(name -> BASE + "." + name + "..").toArray(String[]::new));
  }

  private static void check(ArchRule rule) {
    rule.check(MAIN);
  }
}
