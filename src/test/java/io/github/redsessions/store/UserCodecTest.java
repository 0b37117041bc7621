package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.RoleBasedAuthorization;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** The user of every request is read once, and written only if something has changed. */
class UserCodecTest {

  private static User ada() {
    return User.create(
        new JsonObject().put("username", "Ada \u00fc").put("amr", new JsonArray().add("pwd")),
        new JsonObject().put("level", 3));
  }

  private static boolean isTextOf(User user) {
    return UserCodec.isTextOf(user, UserCodec.encode(user));
  }

  @Test
  void unchangedUser_isRecognised() {
    assertThat(isTextOf(ada())).isTrue();
    assertThat(isTextOf(User.fromName("ada"))).isTrue();
    assertThat(isTextOf(UserCodec.decodeUser(UserCodec.encode(ada())))).isTrue();
  }

  @Test
  void userOfAnotherClass_isRefused_beforeItIsWritten() {
    User own =
        (User)
            Proxy.newProxyInstance(
                User.class.getClassLoader(),
                new Class<?>[] {User.class, ClusterSerializable.class},
                (proxy, method, args) -> null);
    assertThatThrownBy(() -> UserCodec.encode(own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a session can store what User.create and User.fromName return");
  }

  @Test
  void everyChange_isSeen() {
    String text = UserCodec.encode(ada());
    User other = ada();
    other.principal().put("username", "Bob");
    assertThat(UserCodec.isTextOf(other, text)).isFalse();
    other = ada();
    other.attributes().put("level", 4);
    assertThat(UserCodec.isTextOf(other, text)).isFalse();
    other = ada();
    other.authorizations().put("store", RoleBasedAuthorization.create("admin"));
    assertThat(UserCodec.isTextOf(other, text)).isFalse();
  }

  @Test
  void aRoleThatWasTaken_isSeen() {
    User admin = ada();
    admin.authorizations().put("store", RoleBasedAuthorization.create("admin"));
    String text = UserCodec.encode(admin);

    assertThat(UserCodec.isTextOf(ada(), text)).isFalse();
    // Only writing tells: false says nothing of it.
    assertThat(UserCodec.isTextOf(admin, text)).isFalse();
    assertThat(UserCodec.encode(UserCodec.decodeUser(text))).isEqualTo(text);
  }

  @Test
  void halfOfASurrogatePair_isReadAsItWasWritten() {
    User user = User.fromName("half \ud83d");
    String text = UserCodec.encode(user);

    assertThat(text).contains("\\ud83d");
    assertThat(UserCodec.decodeUser(text).subject()).isEqualTo("half \ud83d");
  }

  /** Row S6: the parser of Vert.x has wider bounds. */
  @Test
  void s6_aUserBeyondTheBounds_isNotRead() {
    String deep = "[".repeat(200) + "]".repeat(200);
    String digits = "1".repeat(2_000);
    String brackets = "\"" + "[{".repeat(200) + "\"";

    assertThatThrownBy(() -> UserCodec.decodeUser("{\"principal\":{\"a\":" + deep + "}}"))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> UserCodec.decodeUser("{\"principal\":{\"a\":" + digits + "}}"))
        .isInstanceOf(RuntimeException.class);
    assertThat(UserCodec.decodeUser("{\"principal\":{\"username\":" + brackets + "}}").subject())
        .isEqualTo("[{".repeat(200));
  }

  @Test
  void whatIsNoUser_isNotRead() {
    for (String text : new String[] {"", "null", "[]", "5", "{}x", "{\"principal\":5}"}) {
      assertThatThrownBy(() -> UserCodec.decodeUser(text))
          .as(text)
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void holder_isReadFromWhatItIsWrittenAs() {
    String text = UserCodec.encode(ada());
    Object holder = UserCodec.decode(text);

    assertThat(UserCodec.isHolder(holder)).isTrue();
    assertThat(UserCodec.encode(holder)).isEqualTo(text);
    assertThat(Buffer.buffer(text).length()).isGreaterThan(text.length());
  }
}
