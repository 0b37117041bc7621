package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.ClusterSerializable;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.sstore.AbstractSession;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the holder in which the stock session handler keeps the user as the user's JSON, and
 * rebuilds it; and a user who is an attribute of their own, as the one who impersonates another.
 *
 * <p>The holder's class isn't exported by vertx-web, so it is reached through its serial form:
 * {@code 1}, the user's class name, the user as JSON. Its class name and that of the user are
 * written by this class and never taken from Redis. Serialising a holder empties it, so each is
 * encoded once: see {@link RedisSession}.
 */
final class UserCodec {

  /** The attribute under which the stock handler keeps the holder. */
  static final String ATTRIBUTE = "__vertx.userHolder";

  /**
   * The attribute under which the stock {@code UserContext} keeps the user who impersonates another
   * one.
   */
  static final String SWITCH_ATTRIBUTE = "__vertx.user-switch-ref";

  static final String TAG = "user";
  static final String USER_TAG = "authuser";

  private static final String HOLDER_CLASS = "io.vertx.ext.web.handler.impl.UserHolder";
  private static final String USER_CLASS = "io.vertx.ext.auth.impl.UserImpl";
  private static final byte TYPE_CLUSTER_SERIALIZABLE = 13;

  /** What is before the user's JSON in the serial form of a session that has only a holder. */
  private static final byte[] HOLDER_START = holderStart();

  private UserCodec() {}

  static boolean isHolder(Object value) {
    return isHolderClass(value.getClass());
  }

  static boolean isHolderClass(Class<?> type) {
    return type.getName().equals(HOLDER_CLASS);
  }

  /**
   * Writes a holder, once.
   *
   * @throws IllegalArgumentException if the user isn't one of vertx-auth-common
   */
  static String encode(Object holder) {
    Buffer buffer = Buffer.buffer();
    ((ClusterSerializable) holder).writeToBuffer(buffer);
    if (buffer.getByte(0) != 1) {
      throw new IllegalArgumentException(
          "The user can't be stored in a session; allowed is what User.create and User.fromName return");
    }
    int nameLength = buffer.getInt(1);
    String className = buffer.getString(5, 5 + nameLength);
    checkClass(className);
    return text(buffer, 5 + nameLength);
  }

  /**
   * Writes what {@link #encode} writes of a holder of this user.
   *
   * @throws IllegalArgumentException if the user isn't one of vertx-auth-common
   */
  static String encode(User user) {
    checkClass(user.getClass().getName());
    Buffer buffer = Buffer.buffer();
    ((ClusterSerializable) user).writeToBuffer(buffer);
    return text(buffer, 0);
  }

  private static void checkClass(String className) {
    if (!className.equals(USER_CLASS)) {
      throw new IllegalArgumentException(
          "The user is a "
              + className
              + "; a session can store what User.create and User.fromName return");
    }
  }

  private static String text(Buffer buffer, int start) {
    JsonObject user = new JsonObject();
    try {
      user.readFromBuffer(start, buffer);
    } catch (DecodeException e) {
      // Jackson writes half of a surrogate pair in a field's name, and since 2.20 or so doesn't
      // read it.
      throw new IllegalArgumentException(
          "The user has a field whose name is no text that JSON can hold; allowed is whole characters",
          e);
    }
    return SurrogateEscapes.escape(user.encode());
  }

  /**
   * Tells whether a user would be written as a JSON text, where that can be told without writing
   * it: every request with a user asks that, and mostly nothing has changed.
   *
   * @return false if not, or if only {@link #encode(User)} tells
   */
  static boolean isTextOf(User user, String json) {
    return user.getClass().getName().equals(USER_CLASS)
        && user.authorizations().isEmpty()
        && JsonMatch.isTextOf(
            new JsonObject()
                .put("principal", user.principal())
                .put("attributes", user.attributes()),
            json);
  }

  /** Rebuilds a holder from the user's JSON. */
  static Object decode(String json) {
    Buffer buffer = Buffer.buffer(HOLDER_START.length + Integer.BYTES + json.length());
    buffer.appendBytes(HOLDER_START);
    appendJson(buffer, json);
    return new HolderReader().read(buffer);
  }

  private static byte[] holderStart() {
    Buffer buffer = Buffer.buffer().appendInt(1);
    appendText(buffer, ATTRIBUTE);
    buffer.appendByte(TYPE_CLUSTER_SERIALIZABLE);
    appendText(buffer, HOLDER_CLASS);
    buffer.appendByte((byte) 1);
    appendText(buffer, USER_CLASS);
    return buffer.getBytes();
  }

  /** Tells whose JSON it is, null if it has no subject. */
  static @Nullable String subject(String json) {
    return decodeUser(json).subject();
  }

  /** Rebuilds a user that isn't in a holder from the user's JSON. */
  static User decodeUser(String json) {
    Buffer buffer = Buffer.buffer(Integer.BYTES + json.length());
    appendJson(buffer, json);
    User user = User.create(new JsonObject());
    ((ClusterSerializable) user).readFromBuffer(0, buffer);
    return user;
  }

  /** What tells one user from another: the subject, or all of the JSON if there is none. */
  static @Nullable String identity(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      String subject = subject(json);
      return subject == null ? json : subject;
    } catch (RuntimeException e) {
      // Without the cause, whose message quotes the value.
      throw notAHolder();
    }
  }

  static SessionFormatException notAHolder() {
    return new SessionFormatException("The attribute " + ATTRIBUTE + " is not a user");
  }

  /**
   * Appends the user's JSON. Vert.x reads it, with wider bounds than those of {@link JsonText}:
   * what may be beyond these is read within them first.
   */
  private static void appendJson(Buffer buffer, String json) {
    if (JsonText.isSurelyBounded(json)) {
      appendText(buffer, json);
    } else {
      new JsonObject(JsonText.decodeObject(json)).writeToBuffer(buffer);
    }
  }

  private static void appendText(Buffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  /** Borrows the reader of serialised sessions, the one public way to make a holder. */
  private static final class HolderReader extends AbstractSession {
    Object read(Buffer buffer) {
      readDataFromBuffer(buffer);
      return Objects.requireNonNull(data().get(ATTRIBUTE));
    }
  }
}
