package io.github.redsessions.login;

import io.github.redsessions.SessionInfo;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lists of sessions, with buttons that end them. Times are in UTC. */
final class SessionPages {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String END = "End this session";

  private SessionPages() {}

  /**
   * A user's own sessions.
   *
   * @param ownHandle of the session that asks
   */
  static String own(List<SessionInfo> sessions, String ownHandle, String csrfToken) {
    StringBuilder list = new StringBuilder("<ul class=\"sessions\">\n");
    for (SessionInfo info : sessions) {
      boolean isCurrent = info.handle().equals(ownHandle);
      list.append("<li>\n")
          .append(isCurrent ? "<p><strong>This session</strong></p>\n" : "")
          .append(describe(info))
          .append(
              Html.form(
                  "/sessions/" + info.handle() + "/revoke",
                  csrfToken,
                  Html.button(isCurrent ? "Log out" : END, name(info))))
          .append("</li>\n");
    }
    list.append("</ul>\n");
    return Html.page(
        "Your sessions",
        list
            + Html.form("/sessions/revoke-others", csrfToken, Html.button("End all other sessions"))
            + AccountPages.back());
  }

  /**
   * The sessions of a user, for an administrator.
   *
   * @param userId null if nobody was named
   */
  static String admin(@Nullable String userId, List<SessionInfo> sessions, String csrfToken) {
    StringBuilder found = new StringBuilder();
    if (userId != null) {
      found.append("<h2>").append(Html.escape(userId)).append("</h2>\n<ul class=\"sessions\">\n");
      sessions.forEach(info -> found.append("<li>\n").append(describe(info)).append("</li>\n"));
      found
          .append(sessions.isEmpty() ? "<li>No sessions.</li>\n" : "")
          .append("</ul>\n")
          .append(
              Html.form(
                  "/admin/sessions/revoke",
                  csrfToken,
                  Html.hidden("user", userId) + Html.button("End all of them")));
    }
    return Html.page(
        "Sessions of other users",
        "<form method=\"get\" action=\"/admin/sessions\">\n"
            + Html.field("User", "user", "text", "off", LoginForm.MAX_USERNAME_LENGTH)
            + Html.button("Show the sessions")
            + "</form>\n"
            + found
            + "<h2>Everyone</h2>\n<p>Logs everybody out, yourself included.</p>\n"
            + Html.form(
                "/admin/sessions/revoke-everyone",
                csrfToken,
                Html.button("End the sessions of everyone"))
            + AccountPages.back());
  }

  private static String describe(SessionInfo info) {
    return "<p>"
        + Html.escape(name(info))
        + "</p>\n<p>Began "
        + time(info.created())
        + ", last used "
        + time(info.lastAccess())
        + "</p>\n";
  }

  private static String name(SessionInfo info) {
    String browser = info.userAgent() == null ? "unknown browser" : info.userAgent();
    return browser + ", " + (info.address() == null ? "unknown address" : info.address());
  }

  private static String time(Instant at) {
    return "<time datetime=\"%s\">%s</time>".formatted(at, TIME.format(at));
  }
}
