package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the accounts file, strictly: whatever is wrong with it is reported at once, each problem
 * with the file, the index of the account and the field, and never with a hash.
 */
final class AccountsFile {

  /**
   * The file's shortest form, for messages and logs; {@code roles} and {@code disabled} may follow.
   */
  static final String FORM =
      "{\"accounts\": [{\"username\": \"demo\", \"password\": \"" + PasswordHash.FORM + "\"}]}";

  private static final Set<String> KEYS = Set.of("username", "password", "roles", "disabled");
  private static final int MAX_ROLES = 32;
  private static final int MAX_USERNAME_LENGTH = LoginForm.MAX_USERNAME_LENGTH;
  private static final Pattern POSITION = Pattern.compile("line: \\d+, column: \\d+");

  private final Path file;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> usernames = new HashSet<>();
  private final Map<String, StoredAccount> accounts = new LinkedHashMap<>();

  private AccountsFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file without blocking the event loop.
   *
   * @return the accounts by username, at least one; fails with a {@link ConfigException} that holds
   *     every problem
   */
  static Future<Map<String, StoredAccount>> read(Vertx vertx, Path file) {
    return vertx.executeBlocking(() -> load(file), false);
  }

  /** Reads a file; blocks. */
  static Map<String, StoredAccount> load(Path file) {
    try {
      return parse(file, Buffer.buffer(Files.readAllBytes(file.toAbsolutePath())));
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              "login.accountsFile: found "
                  + file
                  + " ("
                  + (e instanceof NoSuchFileException ? "no such file" : "it can't be read")
                  + "), allowed a JSON file "
                  + FORM));
    }
  }

  /** Reads the content of a file, whose name is for the messages only. */
  static Map<String, StoredAccount> parse(Path file, Buffer content) {
    AccountsFile reader = new AccountsFile(file);
    reader.root(content);
    if (!reader.problems.isEmpty()) {
      throw new ConfigException(reader.problems);
    }
    return reader.accounts;
  }

  private void root(Buffer content) {
    Object root;
    try {
      root = Json.decodeValue(content);
    } catch (DecodeException e) {
      problem("", "found no JSON" + position(e) + ", allowed " + FORM);
      return;
    }
    if (!(root instanceof JsonObject object)) {
      problem("", "found no JSON object, allowed " + FORM);
      return;
    }
    refuseUnknown("", object, Set.of("accounts"));
    if (!(object.getValue("accounts") instanceof JsonArray array) || array.isEmpty()) {
      problem("accounts", "found no list or an empty one, allowed a list of one account or more");
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      account("accounts[" + i + "]", array.getValue(i));
    }
  }

  private void account(String path, @Nullable Object value) {
    if (!(value instanceof JsonObject account)) {
      problem(path, "found no JSON object, allowed one with username and password");
      return;
    }
    refuseUnknown(path + ".", account, KEYS);
    String username = username(path + ".username", account.getValue("username"));
    PasswordHash hash = password(path + ".password", account.getValue("password"));
    Set<String> roles = roles(path + ".roles", account.getValue("roles", new JsonArray()));
    boolean disabled = disabled(path + ".disabled", account.getValue("disabled", false));
    if (username != null && !usernames.add(username)) {
      problem(path + ".username", "found a second account of this name, allowed one");
    } else if (username != null && hash != null) {
      accounts.put(username, new StoredAccount(username, hash, roles, disabled));
    }
  }

  private @Nullable String username(String path, @Nullable Object value) {
    if (value instanceof String text
        && !text.isEmpty()
        && text.length() <= MAX_USERNAME_LENGTH
        && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    problem(
        path,
        RequestFields.describe(value)
            + ", allowed 1 to "
            + MAX_USERNAME_LENGTH
            + " characters, none of them a control character");
    return null;
  }

  private @Nullable PasswordHash password(String path, @Nullable Object value) {
    if (value instanceof String text) {
      return PasswordHash.parse(text, problem -> problem(path, problem));
    }
    problem(path, RequestFields.describe(value) + ", allowed " + PasswordHash.FORM);
    return null;
  }

  private Set<String> roles(String path, @Nullable Object value) {
    if (value instanceof JsonArray array
        && array.size() <= MAX_ROLES
        && array.stream().allMatch(AccountsFile::isRole)) {
      return array.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }
    problem(
        path,
        "found something else, allowed a list of at most "
            + MAX_ROLES
            + " texts of 1 to 64 characters, none of them a control character");
    return Set.of();
  }

  private static boolean isRole(Object value) {
    return value instanceof String text
        && !text.isEmpty()
        && text.length() <= 64
        && text.chars().noneMatch(Character::isISOControl);
  }

  private boolean disabled(String path, @Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    problem(path, "found something else, allowed true or false");
    return false;
  }

  private void refuseUnknown(String path, JsonObject object, Set<String> known) {
    object.fieldNames().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                problem(
                    path + name,
                    "found an unknown key, allowed "
                        + String.join(", ", known.stream().sorted().toList())));
  }

  private void problem(String path, String what) {
    problems.add(file + ": " + (path.isEmpty() ? "" : path + ": ") + what);
  }

  /** The rest of the parser's message quotes the file. */
  private static String position(DecodeException e) {
    Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
    return position.find() ? " (" + position.group() + ")" : "";
  }
}
