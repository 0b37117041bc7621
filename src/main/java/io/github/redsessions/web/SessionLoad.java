package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import org.jspecify.annotations.Nullable;

/**
 * Loads the session of a request that went on without it, once, when somebody asks for it.
 *
 * <p>The stock handler can't be asked to: when it has loaded it goes on to the next route, and a
 * context that keeps it from that has to implement an interface which vertx-web exports to nobody.
 * So the cookie is read and its session looked up here, and {@link SessionBinding} gives it to the
 * request. Works on the context of the request.
 */
final class SessionLoad {

  private final RoutingContext ctx;
  private final CommitRules rules;
  private final OnOutage onOutage;
  private final RequestContext context;
  private volatile @Nullable Future<Session> loading;
  private volatile boolean done;

  SessionLoad(RoutingContext ctx, CommitRules rules, OnOutage onOutage) {
    this.ctx = ctx;
    this.rules = rules;
    this.onOutage = onOutage;
    this.context = RequestContext.of(ctx);
  }

  /** Gives the session that is there already. */
  static Future<Session> present(RoutingContext ctx) {
    RequestContext context = RequestContext.of(ctx);
    Session session = ctx.session();
    if (session instanceof RedisSession || OutageRequest.of(ctx) != null) {
      return context.succeeded(session);
    }
    Throwable failure = SessionRequest.of(ctx) == null ? null : ctx.failure();
    return context.failed(failure != null ? failure : PrivilegeChanges.noSession());
  }

  /** Tells whether somebody has asked for the session. */
  boolean isAskedFor() {
    return loading != null;
  }

  /** Tells whether the request has its session. */
  boolean isDone() {
    return done;
  }

  /** Does what {@link #run(OnOutage)} does, by the rule of the handler that put it off. */
  Future<Session> run() {
    return run(onOutage);
  }

  /**
   * Loads the session, unless that is done or under way.
   *
   * @param whenOut what the request gets if it can't be read
   * @return completes on the context of the request; fails with what a handler would fail it with
   */
  Future<Session> run(OnOutage whenOut) {
    Promise<Session> promise = context.promise();
    context.run(
        () -> {
          Future<Session> session = loading;
          if (session == null) {
            session = start(whenOut);
            loading = session;
          } else if (done) {
            // It may have been replaced by another one.
            session = present(ctx);
          }
          session.onComplete(promise);
        });
    return promise.future();
  }

  private Future<Session> start(OnOutage whenOut) {
    if (ctx.session() != null) {
      // A session handler of the application's own was faster.
      done = true;
      return present(ctx);
    }
    String value;
    try {
      value = rules.received(ctx);
    } catch (IllegalStateException e) {
      return context.failed(e);
    }
    Promise<Session> promise = context.promise();
    if (value == null) {
      bind(Future.succeededFuture(), promise);
      return promise.future();
    }
    HttpServerRequest request = ctx.request();
    if (!request.isEnded()) {
      // Nobody may listen to the body yet.
      request.pause();
    }
    boolean anonymously = OutageRequest.mayGoOn(ctx, whenOut) && ctx.user() == null;
    rules
        .store
        .find(ctx, value, anonymously)
        .onComplete(
            found ->
                context.run(
                    () -> {
                      // Before the future completes: whoever waits may pause the request again.
                      SessionRequest.resume(request);
                      bind(found, promise);
                    }));
    return promise.future();
  }

  private void bind(AsyncResult<@Nullable Session> found, Promise<Session> promise) {
    if (found.failed()) {
      promise.fail(found.cause());
      return;
    }
    Session session = found.result();
    try {
      if (session == null) {
        session = rules.newSession(ctx);
      }
      SessionBinding.bind(ctx, session);
    } catch (RuntimeException e) {
      promise.fail(e);
      return;
    }
    done = true;
    promise.complete(session);
  }
}
