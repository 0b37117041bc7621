package io.github.redsessions.store;

import io.github.redsessions.testkit.RedisServer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server of the version before the second format: with the scripts of that version and its way to
 * read a record, and with nothing of today's but ids. Belongs to one thread.
 */
final class PreviousNode {

  private static final AtomicInteger WRITES = new AtomicInteger();

  private final RedisServer server;
  private final String prefix;
  private final long now;

  PreviousNode(RedisServer server, String prefix, long now) {
    this.server = server;
    this.prefix = prefix;
    this.now = now;
  }

  /** A session as a request of that version has it. */
  record Loaded(SessionToken token, Map<String, String> fields) {

    Map<String, String> attributes() {
      Map<String, String> attributes = new HashMap<>();
      fields.forEach(
          (field, value) -> {
            if (field.startsWith("d.")) {
              attributes.put(field.substring(2), value);
            }
          });
      return attributes;
    }

    long number(String field) {
      String value = fields.get(field);
      if (value == null) {
        throw new IllegalStateException("The record has no field " + field);
      }
      return Long.parseLong(value);
    }
  }

  /** Creates a session that lasts half an hour. */
  Loaded create(Map<String, String> attributes) {
    SessionToken token = SessionToken.generate(new SecureRandom()::nextBytes, 0);
    List<String> args = new ArrayList<>(List.of("1800000", token.secretHash()));
    args.addAll(List.of("f", "1", "v", "1", "w", writeId(), "c", "" + now, "a", "" + now));
    args.addAll(List.of("i", "1800000", "x", "" + (now + 43_200_000)));
    addAttributes(args, attributes);
    if (!run("create", token, args).equals(1L)) {
      throw new IllegalStateException("The handle is taken");
    }
    return Objects.requireNonNull(load(token.text()));
  }

  /** Reads as that version did, null if there is no such session. */
  @Nullable Loaded load(String id) {
    SessionToken token = Objects.requireNonNull(SessionToken.parse(id));
    List<?> flat = (List<?>) server.command("HGETALL", key(token));
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    if (fields.isEmpty()) {
      return null;
    }
    String format = fields.get("f");
    if (!"1".equals(format)) {
      throw new IllegalStateException(
          "The record has the format version " + format + "; this version reads 1");
    }
    Loaded loaded = new Loaded(token, fields);
    List.of("c", "a", "i", "x", "v").forEach(loaded::number);
    boolean expired = now >= loaded.number("x") || now - loaded.number("a") >= loaded.number("i");
    return token.hasHash(fields.get("h")) && !expired ? loaded : null;
  }

  /**
   * Saves changes, and gives the session another id if it is to have one.
   *
   * @return the reply of the script: the version, 0 if gone, -1 on conflict
   */
  long save(
      Loaded session,
      boolean strict,
      @Nullable SessionToken fresh,
      List<String> removes,
      Map<String, String> sets) {
    List<String> args = new ArrayList<>(List.of("1800000", session.token().secretHash()));
    args.addAll(List.of(writeId(), "" + now, strict ? "" + session.number("v") : ""));
    args.add(fresh == null ? "" : fresh.secretHash());
    args.add("" + removes.size());
    removes.forEach(name -> args.add("d." + name));
    addAttributes(args, sets);
    return (Long) run("save", session.token(), args);
  }

  /** Makes another id for a session. */
  SessionToken freshIdOf(Loaded session) {
    return session.token().withNewSecret(new SecureRandom()::nextBytes);
  }

  /** Ends a session by its id. */
  Object destroy(String id) {
    SessionToken token = Objects.requireNonNull(SessionToken.parse(id));
    return run("destroy", token, List.of(token.secretHash(), ""));
  }

  /** Ends a session that a user began before a revocation. */
  Object revoke(String handle, String userReference, String number) {
    return run("revoke", new SessionToken(handle, "", 0), List.of(userReference, number));
  }

  private Object run(String script, SessionToken token, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add("EVAL");
    command.add(FormatFixtures.text("previous/" + script + ".lua"));
    command.addAll(List.of("1", key(token)));
    command.addAll(args);
    return server.command(command.toArray(String[]::new));
  }

  private String key(SessionToken token) {
    return prefix + ":s:" + token.handle();
  }

  private static String writeId() {
    return String.format("old%05d", WRITES.incrementAndGet());
  }

  private static void addAttributes(List<String> args, Map<String, String> attributes) {
    attributes.forEach((name, text) -> args.addAll(List.of("d." + name, text)));
  }
}
