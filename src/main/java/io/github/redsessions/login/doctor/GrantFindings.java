package io.github.redsessions.login.doctor;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.ServerProbe;
import io.github.redsessions.redis.ServerProbe.ProbeException;
import io.github.redsessions.store.KeySample;
import java.util.Locale;
import java.util.Map;

/**
 * What the user may do, tried out in forms that change nothing: a user as conf/redis/users.acl has
 * him may not ask for his own grants.
 */
final class GrantFindings {

  private final ServerProbe server;
  private final SessionsConfig config;
  private final KeySample keys;
  private final Report report;

  GrantFindings(ServerProbe server, SessionsConfig config, KeySample keys, Report report) {
    this.server = server;
    this.config = config;
    this.keys = keys;
    this.report = report;
  }

  void report() {
    report.progress("trying what " + server.name() + " grants");
    Map<String, String> refused = server.refused(config, keys.unused()).await();
    String about = server.name() + " ACL";
    if (refused.isEmpty()) {
      report.add(Finding.ok(about, "every command that this configuration needs is granted"));
    }
    String pattern = "~" + config.session().prefix() + ":*";
    refused.forEach(
        (command, why) ->
            report.add(
                Finding.fail(
                    about,
                    command + " is refused",
                    why.contains("access")
                        ? "grant the keys of the prefix: " + pattern
                        : "grant +" + command.toLowerCase(Locale.ROOT).replace(' ', '|'))));
    tooMuch(pattern);
  }

  private void tooMuch(String pattern) {
    String about = server.name() + " ACL";
    try {
      String user = server.whoAmI().await();
      report.add(
          Finding.warn(
              about,
              "the user " + user + " may ask for ACL, so more is granted than sessions need",
              "use a user with what conf/redis/users.acl grants, and switch default off"));
    } catch (ProbeException e) {
      report.add(Finding.ok(about, "the list of grants can't be seen, as it should be"));
    }
    try {
      server.read(keys.outside()).await();
      report.add(
          Finding.warn(
              about,
              "keys without the prefix can be read",
              "grant the keys of the prefix alone: " + pattern));
    } catch (ProbeException e) {
      if (!e.isNotAllowed()) {
        throw e;
      }
    }
  }
}
