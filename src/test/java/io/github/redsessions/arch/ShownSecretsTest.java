package io.github.redsessions.arch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Secret;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Session;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a log line or a heap dump would show of a secret without anybody meaning it. Row S8. */
class ShownSecretsTest {

  private static final String HANDLE = "AAECAwQFBgcICQoLDA0ODw";
  private static final String MARK = "S3cretS3cretS3cretS3cretS3cretS3cretS3cretA";

  /** What a component with a secret in it is called, when its type doesn't say so. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i).*(secret|password|token|cookie|value|plain|text|env|body|configuration|attributes|credential).*");

  /** Texts that are called like that and are none. */
  private static final Set<String> HARMLESS =
      Set.of(
          "redis.Script.body",
          "config.IpRanges.texts",
          "config.LoginConfig.passwordContext",
          "config.ConfigObject$Run.keys",
          "config.CookieConfig.cookies",
          // Ids, and arrays, which show nothing.
          "store.SealKeys$Ring.secrets");

  private static final Set<Class<?>> HOLDS_SECRETS =
      Set.of(Secret.class, UsernamePasswordCredentials.class, Session.class, Key.class, Mac.class);

  static Stream<Class<?>> records() {
    return Classes.all().stream().filter(Class::isRecord);
  }

  @ParameterizedTest
  @MethodSource("records")
  void s8_record_doesNotShowASecretThatIsInIt(Class<?> type) throws ReflectiveOperationException {
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(sample(type, component));
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    String shown;
    try {
      shown = constructor.newInstance(values.toArray()).toString();
    } catch (InvocationTargetException e) {
      // It refuses what it is made of, so that there is none that could be shown.
      shown = String.valueOf(e.getCause());
    }
    assertThat(shown).doesNotContain(MARK).doesNotContain(Arrays.toString(MARK.getBytes(US_ASCII)));
  }

  /** Other classes show nothing by themselves; one that says what it shows says it here. */
  @Test
  void s8_classThatShowsItself_isOneOfThese() {
    assertThat(
            Classes.all().stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .filter(ShownSecretsTest::showsItself)
                .map(ShownSecretsTest::shortName))
        .containsExactlyInAnyOrder(
            "LoginThrottle$Attempt",
            "config.Secret",
            "login.PasswordHash",
            "login.ServerCertificate",
            "redis.RedisNode");
  }

  /**
   * A secret behind a static field is in every heap dump, and outlives who it belongs to. The
   * values of thread locals are not looked at: those of the digests hold what is being hashed.
   */
  @Test
  void s8_staticField_isOfNoTypeThatHoldsASecret() {
    List<String> found = new ArrayList<>();
    for (Class<?> type : Classes.all()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && maySecretBeIn(field)) {
          found.add(shortName(type) + "." + field.getName());
        }
      }
    }
    assertThat(found)
        .as("static fields with a secret, or that can change")
        .containsExactlyInAnyOrder(
            "login.CsrfToken.PURPOSE",
            "store.SealKeys.RING_SALT",
            "store.SealKeys.COOKIE_SALT",
            "store.SessionToken.SEXTETS",
            "store.UserCodec.HOLDER_START");
  }

  private static boolean maySecretBeIn(Field field) {
    String generic = field.getGenericType().getTypeName();
    boolean secret =
        HOLDS_SECRETS.stream().anyMatch(type -> type.isAssignableFrom(field.getType()))
            || field.getType() == byte[].class
            || Pattern.compile("SessionToken|RedisSession\\b|config\\.Secret|byte\\[\\]")
                .matcher(generic)
                .find();
    boolean changes = !Modifier.isFinal(field.getModifiers()) && !field.isSynthetic();
    return secret || changes;
  }

  private static boolean showsItself(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("toString") && method.getParameterCount() == 0);
  }

  private static String shortName(Class<?> type) {
    return type.getName().substring("io.github.redsessions.".length());
  }

  private static Object sample(Class<?> owner, RecordComponent component)
      throws ReflectiveOperationException {
    Class<?> type = component.getType();
    boolean telling =
        TELLING.matcher(component.getName()).matches()
            && !HARMLESS.contains(shortName(owner) + "." + component.getName());
    String text = telling ? MARK : "x";
    if (type == String.class) {
      return text;
    } else if (type == Secret.class) {
      return new Secret(MARK);
    } else if (type == byte[].class) {
      return MARK.getBytes(US_ASCII);
    } else if (type == List.class) {
      return List.of(text);
    } else if (type == Set.class) {
      return Set.of(text);
    } else if (type == Map.class) {
      return Map.of(text, text);
    } else if (type == Duration.class) {
      return Duration.ofSeconds(1);
    } else if (type == Instant.class) {
      return Instant.EPOCH;
    } else if (type == Path.class) {
      return Path.of("x");
    } else if (type == URI.class) {
      return URI.create("redis://h:1");
    } else if (type == Object.class) {
      return text;
    } else if (type == UsernamePasswordCredentials.class) {
      return new UsernamePasswordCredentials("x", MARK);
    } else if (type.getSimpleName().equals("SessionToken")) {
      Constructor<?> token = type.getDeclaredConstructor(String.class, String.class, int.class);
      token.setAccessible(true);
      return token.newInstance(HANDLE, MARK, 0);
    }
    return primitive(type);
  }

  private static Object primitive(Class<?> type) {
    if (type == boolean.class) {
      return false;
    } else if (type == int.class) {
      return 1;
    } else if (type == long.class) {
      return 1L;
    }
    return type == double.class ? 1.0 : null;
  }
}
