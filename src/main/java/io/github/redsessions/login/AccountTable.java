package io.github.redsessions.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The accounts of one moment, and what stands in for those that don't exist. Immutable. */
final class AccountTable {

  private final Map<String, StoredAccount> accounts;
  private final List<PasswordHash> decoys;
  private final byte[] decoyKey;

  /**
   * Makes a table.
   *
   * @param decoyKey chooses the decoys; the same for all tables of a file
   * @param random makes them
   */
  AccountTable(Map<String, StoredAccount> accounts, byte[] decoyKey, Consumer<byte[]> random) {
    this.accounts = Map.copyOf(accounts);
    this.decoys = accounts.values().stream().map(account -> account.hash().decoy(random)).toList();
    this.decoyKey = decoyKey.clone();
  }

  @Nullable StoredAccount find(String username) {
    return accounts.get(username);
  }

  /**
   * Gives a hash for a name without an account. Where accounts differ in their parameters, a name
   * must cost the same each time and nobody may foresee what: the choice depends on the name and on
   * a key of this process.
   */
  PasswordHash decoyFor(String username) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(decoyKey);
      byte[] chosen = digest.digest(username.getBytes(StandardCharsets.UTF_8));
      int number = (chosen[0] & 0xff) << 16 | (chosen[1] & 0xff) << 8 | (chosen[2] & 0xff);
      return decoys.get(number % decoys.size());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
