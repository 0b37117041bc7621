package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose session it is, as Redis has it and as it is to be. Rows F8 and L9. */
class SessionAccountTest {

  private static Map<AccountField, Object> loggedIn() {
    return new EnumMap<>(
        Map.of(
            AccountField.USER, "ref",
            AccountField.GENERATION, 3L,
            AccountField.ADDRESS, "192.0.2.1",
            AccountField.LEVEL, "sudo",
            AccountField.LEVEL_END, 9L));
  }

  private final SessionAccount account = new SessionAccount(loggedIn());

  @Test
  void nothing_isChangedBySayingTheSame() {
    assertThat(account.isChanged()).isFalse();
    assertThat(account.changes().isEmpty()).isTrue();
    account.note(AccountField.ADDRESS, "192.0.2.1");
    assertThat(account.isChanged()).isFalse();
    assertThat(account.changes().isEmpty()).isTrue();
    assertThat(account.storedUser()).isEqualTo("ref");
  }

  @Test
  void f8_anotherUser_hasNoElevation_andIsToBeChecked() {
    account.bind("other", 4);
    assertThat(account.isChanged()).isTrue();
    assertThat(account.storedUser()).isEqualTo("ref");
    SessionAccount.Changes changes = account.changes();
    assertThat(changes.sets())
        .isEqualTo(
            Map.of(
                AccountField.USER, "other", AccountField.GENERATION, 4L, AccountField.CHECKED, 0L));
    assertThat(changes.removes())
        .containsExactlyInAnyOrder(AccountField.LEVEL, AccountField.LEVEL_END);
    assertThat(changes.concern(AccountField.USER)).isTrue();
    assertThat(changes.concern(AccountField.LEVEL)).isTrue();
    assertThat(changes.concern(AccountField.ADDRESS)).isFalse();

    account.saved(changes);
    assertThat(account.storedUser()).isEqualTo("other");
    assertThat(account.isChanged()).isFalse();
    assertThat(account.changes().isEmpty()).isTrue();
  }

  @Test
  void endOfTheUser_leavesWhereTheLoginCameFrom_andTheEndOfAllNothing() {
    account.unbind();
    assertThat(account.get(AccountField.USER)).isNull();
    assertThat(account.get(AccountField.ADDRESS)).isEqualTo("192.0.2.1");
    account.revert();
    assertThat(account.get(AccountField.USER)).isEqualTo("ref");
    assertThat(account.isChanged()).isFalse();
    account.clear();
    assertThat(account.changes().removes())
        .containsExactlyInAnyOrderElementsOf(loggedIn().keySet());
    assertThat(account.changes().sets()).isEmpty();
  }

  @Test
  void whatChangesWhileASaveIsUnderWay_isAChangeStill() {
    account.put(AccountField.ADDRESS, "192.0.2.2");
    SessionAccount.Changes sent = account.changes();
    account.put(AccountField.AGENT, "curl");
    account.saved(sent);
    assertThat(account.isChanged()).isTrue();
    assertThat(account.changes().sets()).isEqualTo(Map.of(AccountField.AGENT, "curl"));
    assertThat(account.changes().removes()).isEmpty();
  }

  @Test
  void numberThatIsNone_isAbsent() {
    Map<AccountField, Object> read = loggedIn();
    SessionAccount.add(read, AccountField.GENERATION, "x");
    SessionAccount.add(read, AccountField.CHECKED, "12");
    SessionAccount.add(read, AccountField.AGENT, "12");
    assertThat(read)
        .doesNotContainKey(AccountField.GENERATION)
        .containsEntry(AccountField.CHECKED, 12L)
        .containsEntry(AccountField.AGENT, "12");
  }

  @Test
  void l9_checkedLogin_isSaidOnce_andIsNoChangeThatHasToBeStored() {
    assertThat(account.takeChecked()).isFalse();
    account.checked("new", 4, 12);
    assertThat(account.isChanged()).isFalse();
    assertThat(account.changes().sets())
        .isEqualTo(
            Map.of(
                AccountField.USER, "new",
                AccountField.GENERATION, 4L,
                AccountField.CHECKED, 12L));
    assertThat(account.takeChecked()).isTrue();
    assertThat(account.takeChecked()).isFalse();
  }
}
