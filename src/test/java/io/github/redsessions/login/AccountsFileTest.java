package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class AccountsFileTest {

  private static final Path FILE = Path.of("accounts.json");
  private static final String SALT = "MDEyMzQ1Njc4OWFiY2RlZg";
  private static final String HASH = "rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk";
  private static final String GOOD = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + HASH;

  @Test
  void parse_ofAGoodFile_givesTheAccounts() {
    Map<String, StoredAccount> accounts =
        parse(file(account("ann", GOOD) + ", " + account("Ann", GOOD)));

    assertThat(accounts).containsOnlyKeys("ann", "Ann");
    assertThat(accounts.get("ann").roles()).isEmpty();
    assertThat(accounts.get("ann").disabled()).isFalse();
  }

  @Test
  void parse_readsRolesAndDisabled() {
    String more = "\", \"roles\": [\"admin\", \"ä b\"], \"disabled\": true}";
    StoredAccount ann = parse(file(account("ann", GOOD).replace("\"}", more))).get("ann");

    assertThat(ann.roles()).containsExactlyInAnyOrder("admin", "ä b");
    assertThat(ann.disabled()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"accounts\": [}"})
  void parse_ofWhatIsNoJsonObject_saysWhatIsAllowed(String content) {
    assertThatThrownBy(() -> parse(content))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accounts.json: found no JSON")
        .hasMessageContaining("allowed {\"accounts\": [{\"username\": ");
  }

  @Test
  void parse_ofBrokenJson_namesThePositionAndQuotesNothing() {
    assertThatThrownBy(() -> parse("{\"accounts\":\n [{\"password\": secret}]}"))
        .hasMessageContaining("line: 2, column: ")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"accounts\": null}", "{\"accounts\": []}", "{\"accounts\": {}}"})
  void parse_withoutAnAccount_isRefused(String content) {
    assertThatThrownBy(() -> parse(content))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accounts.json: accounts: found no list or an empty one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"username": "ann"}                            | accounts[0].password: found nothing, allowed $argon2id$
          {"username": "ann", "password": 5}             | accounts[0].password: found no text
          {"username": "ann", "password": "hunter2"}     | accounts[0].password: found no Argon2id hash
          {"username": "ann", "password": "G", "role": 1}| accounts[0].role: found an unknown key, allowed
          {"password": "G"}                              | accounts[0].username: found nothing, allowed 1 to 255
          {"username": "", "password": "G"}              | accounts[0].username: found 0 characters
          {"username": 7, "password": "G"}               | accounts[0].username: found no text
          {"username": "a\\nb", "password": "G"}         | accounts[0].username: found 3 characters
          {"username": "a", "password": "G", "roles": 1} | accounts[0].roles: found something else, allowed a list
          {"username": "a", "password": "G", "roles": [""]}| accounts[0].roles: found something else, allowed a list
          {"username": "a", "password": "G", "roles": [null]}| accounts[0].roles: found something else, allowed a list
          {"username": "a", "password": "G", "roles": null}| accounts[0].roles: found something else, allowed a list
          {"username": "a", "password": "G", "disabled": 1}| accounts[0].disabled: found something else, allowed true
          "ann"                                          | accounts[0]: found no JSON object
          null                                           | accounts[0]: found no JSON object
          """)
  void parse_ofAWrongAccount_namesTheField(String account, String problem) {
    assertThatThrownBy(() -> parse(file(account.replace("\"G\"", "\"" + GOOD + "\""))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accounts.json: " + problem)
        .hasMessageNotContaining(HASH)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $argon2id$v=19$m=4095,t=2,p=1$S$H       | password: found m 4095, allowed 4096 to 1048576
          $argon2id$v=19$m=1048577,t=2,p=1$S$H    | password: found m 1048577, allowed 4096 to 1048576
          $argon2id$v=19$m=19456,t=0,p=1$S$H      | password: found t 0, allowed 1 to 100
          $argon2id$v=19$m=19456,t=101,p=1$S$H    | password: found t 101, allowed 1 to 100
          $argon2id$v=19$m=19456,t=2,p=0$S$H      | password: found p 0, allowed 1 to 16
          $argon2id$v=19$m=19456,t=2,p=17$S$H     | password: found p 17, allowed 1 to 16
          $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$H | password: found salt bytes 4, allowed 8 to 64
          $argon2id$v=19$m=19456,t=2,p=1$S$c2FsdA | password: found hash bytes 4, allowed 16 to 64
          $argon2id$v=19$m=99999999999,t=2,p=1$S$H| password: found no Argon2id hash
          $argon2id$v=16$m=19456,t=2,p=1$S$H      | password: found no Argon2id hash
          $argon2i$v=19$m=19456,t=2,p=1$S$H       | password: found no Argon2id hash
          $argon2id$v=19$t=2,m=19456,p=1$S$H      | password: found no Argon2id hash
          $argon2id$v=19$m=19456,t=2,p=1$S$H=     | password: found no Argon2id hash
          $argon2id$v=19$m=19456,t=2,p=1$S$abcde  | password: found no Argon2id hash
          $argon2id$v=19$m=19456,t=2,p=1$S        | password: found no Argon2id hash
          """)
  void parse_ofAHashOutsideTheBounds_saysWhichBound(String hash, String problem) {
    String phc = hash.replace("$S", "$" + SALT).replace("$H", "$" + HASH);

    assertThatThrownBy(() -> parse(file(account("ann", phc))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accounts.json: accounts[0]." + problem)
        .hasMessageNotContaining(HASH)
        .hasMessageNotContaining(SALT);
  }

  @Test
  void parse_ofAFileWithManyProblems_reportsAllOfThem() {
    String weak = "$argon2id$v=19$m=8,t=0,p=1$" + SALT + "$" + HASH;

    Throwable refused =
        catchThrowable(
            () ->
                parse(
                    "{\"version\": 1, \"accounts\": ["
                        + String.join(
                            ", ", account("ann", GOOD), account("bob", weak), account("ann", weak))
                        + "]}"));

    assertThat(refused)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("accounts.json: version: found an unknown key, allowed accounts")
        .hasMessageContaining("accounts[1].password: found m 8, allowed")
        .hasMessageContaining("accounts[1].password: found t 0, allowed")
        .hasMessageContaining(
            "accounts[2].username: found a second account of this name, allowed one")
        .hasMessageContaining("accounts[2].password: found m 8, allowed");
  }

  @Test
  void read_ofAMissingFile_namesKeyAndFile(Vertx vertx) {
    assertThatThrownBy(
            () ->
                AccountsFile.read(vertx, Path.of("no-such-accounts.json"))
                    .await(10, TimeUnit.SECONDS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "login.accountsFile: found no-such-accounts.json (no such file), allowed");
  }

  private static Map<String, StoredAccount> parse(String content) {
    return AccountsFile.parse(FILE, Buffer.buffer(content));
  }

  private static String file(String accounts) {
    return "{\"accounts\": [" + accounts + "]}";
  }

  private static String account(String username, String hash) {
    return "{\"username\": \"" + username + "\", \"password\": \"" + hash + "\"}";
  }
}
