package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * The sessions of all instances of one deployment: opened by the first, closed by the last. With
 * sessions of its own, each instance would start an embedded Redis of its own, and a login in one
 * would be unknown to the others.
 */
final class SharedSessions implements Shareable {

  private static final String NAME = "io.github.redsessions.login.sessions";

  private final Future<RedisSessions> sessions;
  private final int instances;

  private SharedSessions(Future<RedisSessions> sessions, int instances) {
    this.sessions = sessions;
    this.instances = instances;
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
                        ? new SharedSessions(RedisSessions.open(vertx, config), 1)
                        : new SharedSessions(open.sessions, open.instances + 1));
    // The future belongs to the instance that came first, and a server listens on the event loop
    // that asks for it.
    Promise<RedisSessions> here = Promise.promise();
    shared.sessions.onComplete(
        opened -> context.runOnContext(go -> here.complete(opened)),
        failure -> context.runOnContext(go -> here.fail(failure)));
    return here.future();
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
                open.instances == 1 ? null : new SharedSessions(open.sessions, open.instances - 1));
    return before == null || after != null
        ? Future.succeededFuture()
        : before.sessions.compose(RedisSessions::close, failure -> Future.succeededFuture());
  }

  private static LocalMap<String, SharedSessions> of(Vertx vertx) {
    return vertx.sharedData().getLocalMap(NAME);
  }
}
