package io.github.redsessions.store;

import io.github.redsessions.redis.Script;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The second format: few fields and short ones, since each costs time with every request, and one
 * of more than 64 bytes costs Redis the compact form of a hash.
 *
 * <p>{@code m} is "2 version created idleTimeout lastAccess deadline authenticated checked", {@code
 * o} "hash rotated", {@code u} "user generation", {@code p} "address userAgent", and {@code l} "end
 * level" of an elevation. Created is in epoch ms, the idle timeout in ms, and every other time in
 * ms after created; a dash stands for never. A later version may add numbers to {@code m} and
 * fields of its own, which a save leaves as they are.
 */
final class RecordFormat2 implements RecordFormat {

  private static final char ORIGIN = 'p';
  private static final char ELEVATION = 'l';
  private static final String NONE = "-";

  @Override
  public SessionRecord read(StoredFields fields) {
    StoredWords numbers = fields.words(NUMBERS);
    numbers.number();
    int version = RecordFormat.version(NUMBERS, numbers.number());
    long created = numbers.number();
    long idleTimeout = numbers.number();
    long lastAccess = created + numbers.number();
    long deadline = created + numbers.number();
    long authenticated = timeOrNever(numbers, created);
    long checked = timeOrNever(numbers, created);
    String retiredHash = null;
    Long rotated = null;
    if (fields.has(RETIRED_HASH)) {
      StoredWords retired = fields.words(RETIRED_HASH);
      retiredHash = retired.word();
      rotated = created + retired.number();
    }
    return new SessionRecord(
        this,
        fields.textOrEmpty(SECRET_HASH),
        retiredHash,
        rotated,
        created,
        lastAccess,
        idleTimeout,
        deadline,
        authenticated,
        account(fields, created, checked),
        version,
        fields.attributes());
  }

  private static long timeOrNever(StoredWords numbers, long created) {
    return numbers.isNone() ? SessionTimes.NEVER : created + numbers.number();
  }

  private static Map<AccountField, Object> account(
      StoredFields fields, long created, long checked) {
    if (!fields.has(USER)
        && !fields.has(ORIGIN)
        && !fields.has(ELEVATION)
        && !fields.has(QUARANTINED)) {
      return Map.of();
    }
    Map<AccountField, Object> account = new EnumMap<>(AccountField.class);
    if (fields.has(USER)) {
      StoredWords user = fields.words(USER);
      account.put(AccountField.USER, user.word());
      if (!user.isAtEnd()) {
        account.put(AccountField.GENERATION, user.number());
      }
      account.put(AccountField.CHECKED, checked);
    }
    if (fields.has(ORIGIN)) {
      StoredWords origin = fields.words(ORIGIN);
      account.put(AccountField.ADDRESS, origin.word());
      if (!origin.isAtEnd()) {
        account.put(AccountField.AGENT, origin.rest());
      }
    }
    if (fields.has(ELEVATION)) {
      StoredWords elevation = fields.words(ELEVATION);
      account.put(AccountField.LEVEL_END, created + elevation.number());
      account.put(AccountField.LEVEL, elevation.rest());
    }
    if (fields.has(QUARANTINED)) {
      account.put(AccountField.QUARANTINED, fields.textOrEmpty(QUARANTINED));
    }
    return account;
  }

  @Override
  public List<Object> createArguments(RecordSave save) {
    SessionTimes times = save.times();
    long created = times.created();
    String numbers =
        String.join(
            " ",
            "2 1",
            String.valueOf(created),
            String.valueOf(times.idleTimeout()),
            String.valueOf(save.now() - created),
            String.valueOf(times.deadline() - created),
            since(created, times.authenticated()),
            since(created, save.account().number(AccountField.CHECKED)));
    List<Object> args = new ArrayList<>();
    args.add(save.ttl());
    args.add(save.secretHash());
    args.addAll(List.of(String.valueOf(NUMBERS), numbers, String.valueOf(WRITES), save.writeId()));
    addSets(args, packed(save.account(), save.accountChanges(), created));
    save.addAttributes(args);
    return args;
  }

  @Override
  public Script saveScript() {
    return SessionScripts.SAVE_2;
  }

  @Override
  public List<Object> saveArguments(RecordSave save) {
    SessionTimes times = save.times();
    long created = times.created();
    boolean renewed = times.isRenewed();
    SessionAccount.Changes changes = save.accountChanges();
    Map<String, @Nullable String> packed = packed(save.account(), changes, created);
    List<Object> args = new ArrayList<>();
    args.add(save.ttl());
    args.add(save.secretHash());
    args.add(save.writeId());
    args.add(save.now() - created);
    args.add(save.expectedVersion());
    args.add(save.newSecretHash());
    args.add(renewed ? since(created, times.deadline()) : "");
    args.add(renewed ? since(created, times.authenticated()) : "");
    args.add(
        changes.concern(AccountField.CHECKED)
            ? since(created, save.account().number(AccountField.CHECKED))
            : "");
    save.addRemoves(
        args, packed.keySet().stream().filter(field -> packed.get(field) == null).toList());
    addSets(args, packed);
    save.addAttributes(args);
    return args;
  }

  /** The fields that change, null for one that goes. */
  private static Map<String, @Nullable String> packed(
      SessionAccount account, SessionAccount.Changes changes, long created) {
    if (changes.isEmpty()) {
      return Map.of();
    }
    Map<String, @Nullable String> packed = new LinkedHashMap<>();
    if (changes.concern(AccountField.USER) || changes.concern(AccountField.GENERATION)) {
      Long generation = account.number(AccountField.GENERATION);
      packed.put(
          String.valueOf(USER),
          joined(
              account.get(AccountField.USER),
              generation == null ? null : String.valueOf(generation)));
    }
    if (changes.concern(AccountField.ADDRESS) || changes.concern(AccountField.AGENT)) {
      packed.put(
          String.valueOf(ORIGIN),
          joined(account.get(AccountField.ADDRESS), account.get(AccountField.AGENT)));
    }
    if (changes.concern(AccountField.LEVEL) || changes.concern(AccountField.LEVEL_END)) {
      Long end = account.number(AccountField.LEVEL_END);
      packed.put(
          String.valueOf(ELEVATION),
          joined(
              end == null ? null : String.valueOf(end - created), account.get(AccountField.LEVEL)));
    }
    if (changes.concern(AccountField.QUARANTINED)) {
      packed.put(String.valueOf(QUARANTINED), account.get(AccountField.QUARANTINED));
    }
    return packed;
  }

  private static @Nullable String joined(@Nullable String first, @Nullable String second) {
    return first == null || second == null ? first : first + " " + second;
  }

  private static void addSets(List<Object> args, Map<String, @Nullable String> packed) {
    packed.forEach(
        (field, value) -> {
          if (value != null) {
            args.add(field);
            args.add(value);
          }
        });
  }

  private static String since(long created, @Nullable Long time) {
    return time == null || time == SessionTimes.NEVER ? NONE : String.valueOf(time - created);
  }
}
