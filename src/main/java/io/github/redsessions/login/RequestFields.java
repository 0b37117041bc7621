package io.github.redsessions.login;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a body, which is a form or JSON. Each that is asked for and not as it should be is
 * a problem, so that one answer names all; other fields are not looked at. What was sent appears in
 * no message.
 *
 * <p>A password among them is a {@code String}, as the parsers of Vert.x make it and as {@code
 * UsernamePasswordCredentials} takes it, and Java can't clear one: it lies on the heap until it is
 * collected, which is soon, for nothing keeps it beyond its request.
 */
final class RequestFields {

  /** The largest body, in bytes: two passwords at their longest, percent-encoded, fit in it. */
  static final int MAX_BODY_BYTES = 24 * 1024;

  private final @Nullable Function<String, @Nullable Object> values;
  private final List<String> problems = new ArrayList<>();

  private RequestFields(@Nullable Function<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Takes the body of a request, which was read.
   *
   * @param names what is allowed, for the message about JSON that is no object
   */
  static RequestFields of(RoutingContext ctx, String names) {
    if (!BodyTypes.of(ctx).equals(BodyTypes.JSON)) {
      MultiMap form = ctx.request().formAttributes();
      return new RequestFields(name -> one(form.getAll(name)));
    }
    if (decoded(ctx.body().buffer()) instanceof JsonObject object) {
      return new RequestFields(object::getValue);
    }
    RequestFields none = new RequestFields(null);
    none.problems.add("body: found no JSON object, allowed one with " + names);
    return none;
  }

  /** Gives a text that must be there, null with a problem. */
  @Nullable String text(String name, int longest) {
    if (values == null) {
      return null;
    }
    Object value = values.apply(name);
    if (value instanceof String text && !text.isEmpty() && text.length() <= longest) {
      return text;
    }
    problems.add(name + ": " + describe(value) + ", allowed 1 to " + longest + " characters");
    return null;
  }

  /** Gives a text if there is one. */
  @Nullable String optional(String name) {
    return values != null && values.apply(name) instanceof String text ? text : null;
  }

  /** Names all problems, for a person; empty without any. */
  String problems() {
    return String.join("; ", problems);
  }

  /** Says what was found, without showing it. */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "found nothing";
    }
    if (value instanceof List) {
      return "found it more than once";
    }
    return value instanceof String text
        ? "found " + text.length() + " characters"
        : "found no text";
  }

  private static @Nullable Object one(List<String> values) {
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.get(0);
      default -> values;
    };
  }

  private static @Nullable Object decoded(@Nullable Buffer body) {
    try {
      return body == null ? null : Json.decodeValue(body);
    } catch (DecodeException e) {
      return null;
    }
  }
}
