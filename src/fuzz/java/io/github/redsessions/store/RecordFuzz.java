package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what Redis may hold in the place of a session. What can't be read is a typed failure, and
 * what can be read can be asked for everything. The input is lines: the first one chooses the
 * reader, the others are the items of the reply. Rows S6, D8.
 */
public final class RecordFuzz {

  private static final SessionRules RULES =
      new SessionRules(
          SessionsConfig.from(new JsonObject()).session(),
          new KeyRing(List.of()),
          new SealKeys(new EncryptionConfig(EncryptionConfig.Mode.NONE, List.of(), null)),
          InstantSource.system(),
          bytes -> {},
          AttributeValues.of(List.of(), List.of(), null),
          large -> {});
  private static final SessionToken TOKEN =
      new SessionToken("AAECAwQFBgcICQoLDA0ODw", "f".repeat(42) + "A", 0);
  private static final String USER = "user-ref";
  private static final long NOW = 1_750_000_000_000L;

  private RecordFuzz() {}

  /** Reads an input as one of several replies. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
    List<String> items = lines.subList(1, lines.size());
    try {
      switch (lines.get(0)) {
        case "summary" -> summary(items);
        case "mask" -> mask(String.join("\n", items));
        case "identity" -> identity(String.join("\n", items));
        default -> record(items);
      }
    } catch (SessionFormatException | UnreadableException e) {
      if (!items.isEmpty()) {
        int last = items.size() - 1;
        Checks.isSilent(e, items.get(last), items.subList(0, last));
      }
    }
  }

  private static void record(List<String> items) {
    SessionRecord record = SessionRecord.parse(reply(items, true));
    record.isExpiredAt(NOW);
    TOKEN.hasHash(record.secretHash());
    TOKEN.hasHash(record.retiredHash());
    SessionAccount account = new SessionAccount(record.account());
    for (AccountField field : AccountField.values()) {
      boolean read = field.isNumeric() ? account.number(field) != null : account.get(field) != null;
      Checks.that(read || !record.account().containsKey(field), () -> "a field of nothing");
    }
    SessionSummary.level(account, NOW);
    SessionAttributes attributes =
        new SessionAttributes(
            record.attributes(),
            new SessionSeal(RULES),
            () -> TOKEN,
            RULES.values(),
            new SessionSize(Integer.MAX_VALUE));
    for (String name : record.attributes().keySet()) {
      if (attributes.get(name) == null) {
        throw new IllegalStateException("an attribute is lost");
      }
    }
    UserCodec.identity(attributes.stored(UserCodec.ATTRIBUTE));
    // What was only looked at is no change; what can't be written isn't asked of Redis.
    SessionChanges changes = attributes.changes(Integer.MAX_VALUE, false);
    Checks.that(
        changes.sets().keySet().stream().allMatch(record.attributes()::containsKey),
        () -> "a new attribute");
    Checks.that(changes.removes().isEmpty(), () -> "a removed attribute");
  }

  private static void summary(List<String> items) {
    List<String> values = new ArrayList<>(items);
    while (values.size() < SessionSummary.FIELDS.size()) {
      values.add("");
    }
    SessionSummary.read(USER, TOKEN.handle(), reply(values, false), NOW)
        .ifPresent(info -> Checks.that(!info.toString().isEmpty(), () -> "no text"));
  }

  private static void mask(String stored) {
    String plain = SecretMask.uncover("cart", stored, TOKEN);
    String covered;
    try {
      covered = SecretMask.cover(plain, TOKEN);
    } catch (IllegalArgumentException e) {
      // The secret inside of itself.
      return;
    }
    Checks.that(!covered.contains(TOKEN.secret()), () -> "a secret that isn't covered");
    // No value's own text begins like that, so nobody covers one.
    boolean same =
        plain.startsWith("~own:") || SecretMask.uncover("cart", covered, TOKEN).equals(plain);
    Checks.that(same, () -> "covered and uncovered it is another text");
  }

  private static void identity(String json) {
    UserCodec.identity(json);
  }

  /** A reply of bulk strings; an empty one stands for nil where there may be one. */
  private static Response reply(List<String> items, boolean inPairs) {
    int size = inPairs ? items.size() / 2 * 2 : items.size();
    MultiType reply = MultiType.create(size, false);
    for (String item : items.subList(0, size)) {
      boolean nil = item.isEmpty() && !inPairs;
      reply.add(nil ? null : BulkType.create(Buffer.buffer(item), false));
    }
    return reply;
  }
}
