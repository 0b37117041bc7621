package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A user's own sessions: the list, and the end of one or of all others. Source: OWASP ASVS 5.0
 * 7.5.2, 8.2.2, rows L4, L5.
 */
final class SessionHandlers {

  private static final String PATH = "/sessions";

  private final RedisSessions sessions;
  private final Access access;

  SessionHandlers(RedisSessions sessions, Access access) {
    this.sessions = sessions;
    this.access = access;
  }

  void list(RoutingContext ctx) {
    ownSessions(ctx)
        .onSuccess(
            found -> {
              if (Answers.wantsJson(ctx)) {
                JsonArray list = new JsonArray();
                found.forEach(info -> list.add(SessionView.json(info, ownHandle(ctx))));
                Answers.json(ctx, 200, list);
              } else {
                Answers.page(
                    ctx, 200, SessionPages.own(found, ownHandle(ctx), CsrfToken.of(ctx.session())));
              }
            })
        .onFailure(ctx::fail);
  }

  /** The session of the request is in it, also while the list in Redis is being mended. */
  private Future<List<SessionInfo>> ownSessions(RoutingContext ctx) {
    String userId = ctx.user().subject();
    List<SessionInfo> own = sessions.sessionOf(ctx).stream().toList();
    return userId == null
        ? Future.succeededFuture(own)
        : sessions
            .sessionsOf(userId)
            .map(
                listed -> {
                  List<SessionInfo> all = new ArrayList<>(listed);
                  if (all.stream().noneMatch(info -> info.handle().equals(ownHandle(ctx)))) {
                    all.addAll(own);
                  }
                  return all;
                });
  }

  /**
   * Ends one: the own as a logout does, another of the user with a recent proof of who they are.
   */
  void revokeOne(RoutingContext ctx) {
    String handle = ctx.pathParam("handle");
    String userId = ctx.user().subject();
    if (handle.equals(ownHandle(ctx))) {
      SessionEnd.answerLogOut(sessions, ctx);
    } else if (!access.isFresh(ctx)) {
      access.stale(ctx, PATH);
    } else {
      (userId == null ? Future.succeededFuture(false) : sessions.revoke(ctx, userId, handle))
          .onSuccess(
              ended -> {
                if (ended) {
                  Answers.done(ctx, PATH);
                } else {
                  Answers.error(ctx, 404, "You have no such session.");
                }
              })
          .onFailure(ctx::fail);
    }
  }

  void revokeOthers(RoutingContext ctx) {
    if (!access.isFresh(ctx)) {
      access.stale(ctx, PATH);
      return;
    }
    sessions
        .revokeOthers(ctx)
        .onSuccess(count -> Answers.ended(ctx, count, PATH))
        .onFailure(
            failure -> {
              if (SessionEnd.isGone(failure)) {
                access.notLoggedIn(ctx);
              } else {
                ctx.fail(failure);
              }
            });
  }

  private String ownHandle(RoutingContext ctx) {
    return sessions.sessionOf(ctx).map(SessionInfo::handle).orElse("");
  }
}
