package io.github.redsessions.login;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /login} takes: {@code username} and {@code password}, as a form or as JSON.
 * Other fields are not looked at. What was sent appears in no message.
 */
final class LoginForm {

  /** The largest body, in bytes: both fields at their longest, percent-encoded, fit in it. */
  static final int MAX_BODY_BYTES = 8 * 1024;

  /** The longest username, in characters. */
  static final int MAX_USERNAME_LENGTH = 255;

  /** The longest password, in characters, so that hashing costs the same for all. */
  static final int MAX_PASSWORD_LENGTH = 1024;

  static final String FORM_TYPE = "application/x-www-form-urlencoded";
  static final String JSON_TYPE = "application/json";

  private final List<String> problems = new ArrayList<>();

  private LoginForm() {}

  /**
   * Either the credentials or, for a person, everything that is wrong with what was sent.
   *
   * @param credentials null when there is a problem
   * @param problem null when there is none
   */
  record Result(@Nullable UsernamePasswordCredentials credentials, @Nullable String problem) {}

  /** Gives the media type of the request's body without its parameters, or an empty text. */
  static String mediaType(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Reads the body of a request, which is one of the two media types. */
  static Result read(RoutingContext ctx) {
    LoginForm form = new LoginForm();
    return mediaType(ctx).equals(JSON_TYPE)
        ? form.json(ctx.body().buffer())
        : form.form(ctx.request().formAttributes());
  }

  private Result form(MultiMap fields) {
    return result(
        field("username", one("username", fields), MAX_USERNAME_LENGTH),
        field("password", one("password", fields), MAX_PASSWORD_LENGTH));
  }

  private Result json(@Nullable Buffer body) {
    if (body == null || !(decoded(body) instanceof JsonObject object)) {
      problems.add("body: found no JSON object, allowed one with username and password");
      return result(null, null);
    }
    return result(
        field("username", object.getValue("username"), MAX_USERNAME_LENGTH),
        field("password", object.getValue("password"), MAX_PASSWORD_LENGTH));
  }

  private @Nullable String field(String name, @Nullable Object value, int longest) {
    if (value instanceof String text && !text.isEmpty() && text.length() <= longest) {
      return text;
    }
    problems.add(name + ": " + describe(value) + ", allowed 1 to " + longest + " characters");
    return null;
  }

  private Result result(@Nullable String username, @Nullable String password) {
    return username == null || password == null
        ? new Result(null, String.join("; ", problems))
        : new Result(new UsernamePasswordCredentials(username, password), null);
  }

  private static @Nullable Object one(String name, MultiMap fields) {
    List<String> values = fields.getAll(name);
    return switch (values.size()) {
      case 0 -> null;
      case 1 -> values.get(0);
      default -> values;
    };
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

  private static @Nullable Object decoded(Buffer body) {
    try {
      return Json.decodeValue(body);
    } catch (DecodeException e) {
      return null;
    }
  }
}
