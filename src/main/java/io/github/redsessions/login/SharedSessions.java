package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of all instances of one deployment: opened by the first, closed by the last. With
 * sessions of its own, each instance would start an embedded Redis of its own, and a login in one
 * would be unknown to the others.
 */
final class SharedSessions implements Shareable {

  private static final String NAME = "io.github.redsessions.login.sessions";

  private final Future<RedisSessions> sessions;
  private final int instances;

  /** Those of each instance, for changes of the rules. */
  private final Set<Accounts> accounts;

  private SharedSessions(Future<RedisSessions> sessions, int instances, Set<Accounts> accounts) {
    this.sessions = sessions;
    this.instances = instances;
    this.accounts = accounts;
  }

  /**
   * Opens the sessions, or takes part in those that are open.
   *
   * @param context of the instance, where the future completes. The instance calls {@link #release}
   *     once, also after a failure
   */
  static Future<RedisSessions> open(Context context, JsonObject config) {
    Vertx vertx = context.owner();
    SharedSessions shared =
        of(vertx)
            .compute(
                context.deploymentID(),
                (id, open) ->
                    open == null
                        ? new SharedSessions(
                            RedisSessions.open(vertx, config), 1, ConcurrentHashMap.newKeySet())
                        : new SharedSessions(open.sessions, open.instances + 1, open.accounts));
    // The future belongs to the instance that came first, and a server listens on the event loop
    // that asks for it.
    Promise<RedisSessions> here = Promise.promise();
    shared.sessions.onComplete(
        opened -> context.runOnContext(go -> here.complete(opened)),
        failure -> context.runOnContext(go -> here.fail(failure)));
    return here.future();
  }

  /** Lets accounts of an instance take changes of the configuration. */
  static void add(Context context, Accounts accounts) {
    SharedSessions shared = of(context.owner()).get(context.deploymentID());
    if (shared != null) {
      shared.accounts.add(accounts);
    }
  }

  /** Takes accounts out that are closed. */
  static void remove(Context context, Accounts accounts) {
    SharedSessions shared = of(context.owner()).get(context.deploymentID());
    if (shared != null) {
      shared.accounts.remove(accounts);
    }
  }

  /**
   * Takes another configuration for all instances of the deployment.
   *
   * @return the keys that need a restart; fails with a {@code ConfigException}, also for a
   *     blocklist that can't be read, and then nothing has changed
   */
  static Future<List<String>> reload(Context context, JsonObject config) {
    Vertx vertx = context.owner();
    SharedSessions shared = of(vertx).get(context.deploymentID());
    if (shared == null) {
      return Future.failedFuture(new IllegalStateException("The login service is not deployed"));
    }
    return vertx
        .executeBlocking(() -> SessionsConfig.from(config).login(), false)
        .compose(login -> PasswordRules.read(vertx, login))
        .compose(readable -> shared.sessions)
        .compose(
            sessions ->
                sessions
                    .reload(config)
                    .compose(
                        needRestart -> {
                          LoginConfig login = sessions.config().login();
                          return PasswordRules.read(vertx, login)
                              .map(
                                  rules -> {
                                    shared.accounts.forEach(own -> own.use(rules, login));
                                    return needRestart;
                                  });
                        }));
  }

  /** Closes the sessions if no other instance of the deployment uses them. */
  static Future<Void> release(Context context) {
    LocalMap<String, SharedSessions> all = of(context.owner());
    String id = context.deploymentID();
    SharedSessions before = all.get(id);
    SharedSessions after =
        all.computeIfPresent(
            id,
            (key, open) ->
                open.instances == 1
                    ? null
                    : new SharedSessions(open.sessions, open.instances - 1, open.accounts));
    return before == null || after != null
        ? Future.succeededFuture()
        : before.sessions.compose(RedisSessions::close, failure -> Future.succeededFuture());
  }

  private static LocalMap<String, SharedSessions> of(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }
}
