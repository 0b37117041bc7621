package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an elevated administrator may do: see the sessions of a user, end them, and end those of
 * everyone, the own included. Source: OWASP ASVS 5.0 7.4.5, row L8.
 */
final class AdminHandlers {

  private static final String PATH = "/admin/sessions";
  private static final String USER = "user";
  private static final int MAX_LENGTH = 1024;
  private static final String ALLOWED =
      "user: allowed once, with 1 to " + MAX_LENGTH + " characters";

  private final RedisSessions sessions;

  AdminHandlers(RedisSessions sessions) {
    this.sessions = sessions;
  }

  void list(RoutingContext ctx) {
    List<String> users = ctx.queryParam(USER);
    String userId = only(users);
    if (userId == null && (Answers.wantsJson(ctx) || !users.isEmpty())) {
      Answers.error(ctx, 400, ALLOWED);
    } else if (userId == null) {
      Answers.page(ctx, 200, SessionPages.admin(null, List.of(), CsrfToken.of(ctx.session())));
    } else {
      sessions
          .sessionsOf(userId)
          .onSuccess(found -> listed(ctx, userId, found))
          .onFailure(ctx::fail);
    }
  }

  private void listed(RoutingContext ctx, String userId, List<SessionInfo> found) {
    if (Answers.wantsJson(ctx)) {
      String own = sessions.sessionOf(ctx).map(SessionInfo::handle).orElse("");
      JsonArray list = new JsonArray();
      found.forEach(info -> list.add(SessionView.json(info, own)));
      Answers.json(ctx, 200, list);
    } else {
      Answers.page(ctx, 200, SessionPages.admin(userId, found, CsrfToken.of(ctx.session())));
    }
  }

  /** Ends the sessions of the user that the query names, or of everyone if it names nobody. */
  void revoke(RoutingContext ctx) {
    List<String> users = ctx.queryParam(USER);
    if (users.isEmpty()) {
      revokeEveryone(ctx);
    } else {
      revokeAll(ctx, only(users));
    }
  }

  /** Does the same for a form, which names the user in its body. */
  void revokeUser(RoutingContext ctx) {
    RequestFields fields = RequestFields.of(ctx, USER);
    revokeAll(ctx, fields.text(USER, MAX_LENGTH));
  }

  void revokeEveryone(RoutingContext ctx) {
    answer(ctx, sessions.revokeEveryone(ctx), true);
  }

  /** An empty name is a mistake, and must not be taken for everyone. */
  private void revokeAll(RoutingContext ctx, @Nullable String userId) {
    if (userId == null) {
      Answers.error(ctx, 400, ALLOWED);
    } else {
      answer(ctx, sessions.revokeAll(ctx, userId), userId.equals(ctx.user().subject()));
    }
  }

  private void answer(RoutingContext ctx, Future<Integer> ended, boolean ownToo) {
    ended
        .compose(
            count ->
                ownToo
                    ? SessionEnd.logOut(sessions, ctx).map(count)
                    : Future.succeededFuture(count))
        .onSuccess(count -> Answers.ended(ctx, count, ownToo ? "/login" : PATH))
        .onFailure(ctx::fail);
  }

  private static @Nullable String only(List<String> values) {
    return values.size() == 1 && !values.get(0).isEmpty() && values.get(0).length() <= MAX_LENGTH
        ? values.get(0)
        : null;
  }
}
