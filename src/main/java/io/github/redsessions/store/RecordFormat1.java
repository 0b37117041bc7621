package io.github.redsessions.store;

import io.github.redsessions.redis.Script;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first format: a field of one letter for everything. {@code f} is 1, {@code v} how many writes
 * changed the record, {@code c} when it was created, {@code a} the last access as of the last
 * write, {@code x} after when nothing extends it and {@code t} when credentials were last proven,
 * all in epoch ms, {@code i} the idle timeout in ms, {@code o} the hash of the secret before the
 * last rotation, {@code r} when that was, absent in records of before this field, and the letters
 * of {@link AccountField}.
 */
final class RecordFormat1 implements RecordFormat {

  private static final char VERSION = 'v';
  private static final char CREATED = 'c';
  private static final char LAST_ACCESS = 'a';
  private static final char IDLE_TIMEOUT = 'i';
  private static final char DEADLINE = 'x';
  private static final char AUTHENTICATED = 't';
  private static final char ROTATED = 'r';

  @Override
  public SessionRecord read(StoredFields fields) {
    return new SessionRecord(
        this,
        fields.textOrEmpty(SECRET_HASH),
        fields.text(RETIRED_HASH),
        rotated(fields),
        fields.number(CREATED),
        fields.number(LAST_ACCESS),
        fields.number(IDLE_TIMEOUT),
        fields.number(DEADLINE),
        fields.has(AUTHENTICATED) ? fields.number(AUTHENTICATED) : SessionTimes.NEVER,
        account(fields),
        RecordFormat.version(VERSION, fields.number(VERSION)),
        fields.attributes());
  }

  /** In a record of before the field, the last access is later than the rotation. */
  private static @Nullable Long rotated(StoredFields fields) {
    if (!fields.has(RETIRED_HASH)) {
      return null;
    }
    return fields.number(fields.has(ROTATED) ? ROTATED : LAST_ACCESS);
  }

  private static Map<AccountField, Object> account(StoredFields fields) {
    Map<AccountField, Object> account = new EnumMap<>(AccountField.class);
    for (AccountField field : AccountField.values()) {
      String text = fields.text(field.letter().charAt(0));
      if (text != null) {
        SessionAccount.add(account, field, text);
      }
    }
    return account;
  }

  @Override
  public List<Object> createArguments(RecordSave save) {
    SessionTimes times = save.times();
    List<Object> args = new ArrayList<>();
    args.add(save.ttl());
    args.add(save.secretHash());
    add(args, FORMAT, 1);
    add(args, VERSION, 1);
    add(args, WRITES, save.writeId());
    add(args, CREATED, times.created());
    add(args, LAST_ACCESS, save.now());
    add(args, IDLE_TIMEOUT, times.idleTimeout());
    add(args, DEADLINE, times.deadline());
    if (times.isRenewed()) {
      add(args, AUTHENTICATED, times.authenticated());
    }
    addAccount(args, save.accountChanges());
    save.addAttributes(args);
    return args;
  }

  @Override
  public Script saveScript() {
    return SessionScripts.SAVE;
  }

  @Override
  public List<Object> saveArguments(RecordSave save) {
    List<Object> args = new ArrayList<>();
    args.add(save.ttl());
    args.add(save.secretHash());
    args.add(save.writeId());
    args.add(save.now());
    args.add(save.expectedVersion());
    args.add(save.newSecretHash());
    save.addRemoves(
        args, save.accountChanges().removes().stream().map(AccountField::letter).toList());
    if (save.times().isRenewed()) {
      add(args, DEADLINE, save.times().deadline());
      add(args, AUTHENTICATED, save.times().authenticated());
    }
    addAccount(args, save.accountChanges());
    save.addAttributes(args);
    return args;
  }

  private static void addAccount(List<Object> args, SessionAccount.Changes changes) {
    changes
        .sets()
        .forEach(
            (field, value) -> {
              args.add(field.letter());
              args.add(value);
            });
  }

  private static void add(List<Object> args, char field, Object value) {
    args.add(String.valueOf(field));
    args.add(value);
  }
}
