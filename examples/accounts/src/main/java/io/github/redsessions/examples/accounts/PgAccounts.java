package io.github.redsessions.examples.accounts;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.github.redsessions.login.Account;
import io.github.redsessions.login.AccountStore;
import io.github.redsessions.login.PasswordRefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The accounts of the table in schema.sql. */
final class PgAccounts implements AccountStore {

  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(19456, 2, 1, 32, Argon2.ID, 19);
  private static final String NOBODYS = hash("the hash that is checked when there is no account");

  private final Vertx vertx;
  private final Pool pool;

  PgAccounts(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  static String hash(String password) {
    return Password.hash(password).addRandomSalt(16).with(ARGON2).getResult();
  }

  /** An unknown name, a wrong password and a disabled account cost the same and fail alike. */
  @Override
  public Future<User> authenticate(Credentials credentials) {
    UsernamePasswordCredentials given = (UsernamePasswordCredentials) credentials;
    return row(given.getUsername())
        .compose(row -> vertx.executeBlocking(() -> check(row, given.getPassword()), false));
  }

  private static User check(Optional<Row> row, String password) {
    String hash = row.map(found -> found.getString("password")).orElse(NOBODYS);
    boolean right = Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    Account account = row.filter(found -> right).map(PgAccounts::account).orElse(null);
    if (account == null || account.disabled()) {
      throw new HttpException(401);
    }
    return User.create(
        new JsonObject()
            .put("sub", account.userId())
            .put("roles", new JsonArray(List.copyOf(account.roles()))));
  }

  @Override
  public Future<Optional<Account>> account(String userId) {
    return row(userId).map(row -> row.map(PgAccounts::account));
  }

  @Override
  public Future<Void> changePassword(String userId, String newPassword) {
    if (newPassword.length() < 15) {
      return Future.failedFuture(new PasswordRefusedException("Take 15 characters or more."));
    }
    return vertx
        .executeBlocking(() -> hash(newPassword), false)
        .compose(
            hash ->
                pool.preparedQuery("UPDATE account SET password = $1 WHERE username = $2")
                    .execute(Tuple.of(hash, userId)))
        .recover(PgAccounts::cannotTell)
        .compose(
            done ->
                done.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(new HttpException(404)));
  }

  private Future<Optional<Row>> row(String username) {
    return pool.preparedQuery("SELECT * FROM account WHERE username = $1")
        .execute(Tuple.of(username))
        .map(rows -> rows.stream().findFirst())
        .recover(PgAccounts::cannotTell);
  }

  private static <T> Future<T> cannotTell(Throwable failure) {
    return Future.failedFuture(new HttpException(503, failure));
  }

  private static Account account(Row row) {
    Set<String> roles = Set.of(row.getArrayOfStrings("roles"));
    return new Account(row.getString("username"), roles, row.getBoolean("disabled"));
  }
}
