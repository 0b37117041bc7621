package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session is written into a record, and read from that. Row F5. */
class RecordFormatTest {

  private static final Map<AccountField, Object> ALL =
      Map.of(
          AccountField.USER, "ref",
          AccountField.GENERATION, 1_795_680_000_123L,
          AccountField.CHECKED, 1_795_680_000_500L,
          AccountField.ADDRESS, "192.0.2.1",
          AccountField.AGENT, "a browser of two words",
          AccountField.LEVEL, "sudo for all",
          AccountField.LEVEL_END, 1_795_680_009_000L,
          AccountField.QUARANTINED, "1795680000000:abcdefgh");

  private final SessionUnderTest under = new SessionUnderTest();
  private final long created = under.clock.millis();

  private SessionTimes times() {
    return SessionTimes.ofNew(created, 60_000, under.rules.config());
  }

  private RecordSave save(
      SessionTimes times, SessionAccount account, Map<String, String> sets, List<String> removes) {
    return new RecordSave(
        9,
        "hash",
        "write",
        created + 7,
        "3",
        "new",
        times,
        account,
        account.changes(),
        sets,
        removes);
  }

  /** What a create writes, which is what its arguments name and the hash of the secret. */
  private static SessionRecord written(List<Object> args) {
    List<@Nullable String> fields = new ArrayList<>(List.of("h", args.get(1).toString()));
    args.subList(2, args.size()).forEach(arg -> fields.add(arg.toString()));
    return SessionRecord.parse(Replies.of(fields));
  }

  private static List<String> texts(List<Object> args) {
    return args.stream().map(Object::toString).toList();
  }

  private static SessionAccount changedTo(Map<AccountField, Object> fields) {
    SessionAccount account = new SessionAccount(Map.of());
    fields.forEach(account::put);
    return account;
  }

  private static SessionAccount without(AccountField field) {
    SessionAccount account = new SessionAccount(new EnumMap<>(ALL));
    account.put(field, null);
    return account;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void createdRecord_isReadAsItWasWritten(int number) {
    RecordFormat format = RecordFormat.of(number);
    SessionTimes times = times();
    times.renew(created + 5);
    List<Object> args =
        format.createArguments(save(times, changedTo(ALL), Map.of("a", "1"), List.of()));
    assertThat(args.get(0)).isEqualTo(9L);
    assertThat(texts(args)).as("of the write that may come again").containsSequence("w", "write");
    SessionRecord record = written(args);
    assertThat(record.format()).isSameAs(format);
    assertThat(record.secretHash()).isEqualTo("hash");
    assertThat(record.retiredHash()).isNull();
    assertThat(record.rotated()).isNull();
    assertThat(record.version()).isEqualTo(1);
    assertThat(record.created()).isEqualTo(created);
    assertThat(record.lastAccess()).isEqualTo(created + 7);
    assertThat(record.idleTimeout()).isEqualTo(60_000);
    assertThat(record.deadline()).isEqualTo(times.deadline());
    assertThat(record.authenticated()).isEqualTo(created + 5);
    assertThat(record.account()).isEqualTo(ALL);
    assertThat(record.attributes()).isEqualTo(Map.of("a", "1"));
    assertThat(record).hasToString("record of version 1 with 1 attributes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void recordOfNobody_hasNoAccount_andNobodyProvedAnything(int number) {
    SessionRecord record =
        written(
            RecordFormat.of(number)
                .createArguments(save(times(), changedTo(Map.of()), Map.of(), List.of())));
    assertThat(record.account()).isEmpty();
    assertThat(record.authenticated()).isEqualTo(SessionTimes.NEVER);
    assertThat(record.attributes()).isEmpty();
  }

  /** A part of the account that stands alone is written and read alone. */
  @ParameterizedTest
  @CsvSource({"USER, GENERATION", "ADDRESS, AGENT", "LEVEL_END, LEVEL", "QUARANTINED, QUARANTINED"})
  void eachPartOfTheAccount_standsForItself(AccountField first, AccountField second) {
    for (int number : new int[] {1, 2}) {
      Map<AccountField, Object> part = new EnumMap<>(AccountField.class);
      part.put(first, ALL.get(first));
      part.put(second, ALL.get(second));
      SessionRecord record =
          written(
              RecordFormat.of(number)
                  .createArguments(save(times(), changedTo(part), Map.of(), List.of())));
      Map<AccountField, Object> read = new EnumMap<>(AccountField.class);
      read.putAll(record.account());
      // The second format knows of every user when it was checked.
      if (number == 2 && first == AccountField.USER) {
        assertThat(read.remove(AccountField.CHECKED)).isEqualTo(SessionTimes.NEVER);
      }
      assertThat(read).isEqualTo(part);
    }
  }

  @Test
  void userAndAddressWithoutMore_areReadWithoutMore() {
    Map<AccountField, Object> part =
        Map.of(AccountField.USER, "ref", AccountField.ADDRESS, "192.0.2.1");
    SessionRecord record =
        written(
            RecordFormat.SECOND.createArguments(
                save(times(), changedTo(part), Map.of(), List.of())));
    assertThat(record.account())
        .containsOnlyKeys(AccountField.USER, AccountField.ADDRESS, AccountField.CHECKED);
  }

  @Test
  void save_saysOnlyWhatChanged() {
    RecordSave save =
        save(times(), new SessionAccount(new EnumMap<>(ALL)), Map.of("a", "1"), List.of("b"));
    assertThat(texts(RecordFormat.SECOND.saveArguments(save)))
        .containsExactly("9", "hash", "write", "7", "3", "new", "", "", "", "1", "d.b", "d.a", "1");
    assertThat(texts(RecordFormat.FIRST.saveArguments(save)))
        .containsExactly(
            "9", "hash", "write", "" + (created + 7), "3", "new", "1", "d.b", "d.a", "1");
    assertThat(save).hasToString("save of 1 attributes");
  }

  @Test
  void saveOfALogin_movesTheDeadlineAndTheProof() {
    SessionTimes times = times();
    times.renew(created + 100);
    SessionAccount account = changedTo(Map.of(AccountField.CHECKED, created + 50));
    RecordSave save = save(times, account, Map.of(), List.of());
    String deadline = "" + (times.deadline() - created);
    assertThat(texts(RecordFormat.SECOND.saveArguments(save)).subList(6, 10))
        .containsExactly(deadline, "100", "50", "0");
    assertThat(texts(RecordFormat.FIRST.saveArguments(save)).subList(6, 13))
        .containsExactly(
            "0", "x", "" + times.deadline(), "t", "" + (created + 100), "k", "" + (created + 50));
  }

  /** The two halves of a field are written together, whichever of them changed. */
  @ParameterizedTest
  @CsvSource({
    "USER, other, u, other 1795680000123",
    "GENERATION, 4, u, ref 4",
    "ADDRESS, 198.51.100.7, p, 198.51.100.7 a browser of two words",
    "AGENT, curl, p, 192.0.2.1 curl",
    "LEVEL, admin, l, admin",
    "LEVEL_END, 1795680008000, l, sudo for all",
    "QUARANTINED, 1:x, q, 1:x"
  })
  void save_writesTheWholeFieldOfTheSecondFormat(
      AccountField changed, String value, String letter, String end) {
    SessionAccount account = new SessionAccount(new EnumMap<>(ALL));
    account.put(changed, changed.isNumeric() ? Long.valueOf(value) : value);
    List<String> args =
        texts(RecordFormat.SECOND.saveArguments(save(times(), account, Map.of(), List.of())));
    assertThat(args.subList(9, args.size())).hasSize(3).startsWith("0", letter);
    assertThat(args.get(11)).endsWith(end);
    if (letter.equals("l")) {
      long until = account.number(AccountField.LEVEL_END);
      assertThat(args.get(11)).startsWith((until - created) + " ");
    }
  }

  @Test
  void whatIsGoneFromTheAccount_isDeleted() {
    List<String> second =
        texts(
            RecordFormat.SECOND.saveArguments(
                save(times(), without(AccountField.USER), Map.of(), List.of("n"))));
    assertThat(second.subList(9, second.size())).containsExactly("2", "u", "d.n");
    List<String> first =
        texts(
            RecordFormat.FIRST.saveArguments(
                save(times(), without(AccountField.USER), Map.of(), List.of("n"))));
    assertThat(first.subList(6, first.size())).containsExactly("2", "u", "d.n");
  }

  @Test
  void checkThatIsGone_isWrittenAsNone() {
    List<String> args =
        texts(
            RecordFormat.SECOND.saveArguments(
                save(times(), without(AccountField.CHECKED), Map.of(), List.of())));
    assertThat(args.subList(8, args.size())).containsExactly("-", "0");
  }

  @Test
  void touch_carriesNothingButTheTime() {
    SessionState state =
        new SessionState(
            "handle", new SessionState.Owner(null, null), "hash", times(), RecordFormat.SECOND);
    List<Object> args = RecordFormat.SECOND.saveArguments(RecordSave.touch(state, 5, created + 3));
    assertThat(texts(args)).containsExactly("5", "hash", "", "3", "", "", "", "", "", "0");
    assertThat(RecordFormat.SECOND.saveScript()).isSameAs(SessionScripts.SAVE_2);
    assertThat(RecordFormat.FIRST.saveScript()).isSameAs(SessionScripts.SAVE);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2147483647, true", "0, false", "2147483648, false"})
  void version_isAPositiveInt(long version, boolean allowed) {
    if (allowed) {
      assertThat(RecordFormat.version('v', version)).isEqualTo((int) version);
    } else {
      assertThatThrownBy(() -> RecordFormat.version('v', version))
          .isInstanceOf(SessionFormatException.class)
          .hasMessage("The field v of the record is out of bounds");
    }
  }

  @Test
  void userField_isOfTheUserWhoseWholeNameItBeginsWith() {
    assertThat(RecordFormat.isOf("ref", "ref")).isTrue();
    assertThat(RecordFormat.isOf("ref", "ref 17")).isTrue();
    assertThat(RecordFormat.isOf("ref", "reference")).isFalse();
    assertThat(RecordFormat.isOf("ref", "re")).isFalse();
    assertThat(RecordFormat.isOf("ref", "xref")).isFalse();
    assertThat(RecordFormat.isOf("ref", null)).isFalse();
  }
}
