package io.github.redsessions.login.doctor;

import io.github.redsessions.config.CookieConfig;
import io.github.redsessions.config.EncryptionConfig.Mode;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.http.CookieSameSite;
import java.util.Set;

/** What a valid configuration gives away: each switch that is weaker than its default, or unset. */
final class ConfigFindings {

  private static final Set<String> HERE =
      Set.of("localhost", "127.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1");

  private static final int LENGTH_WITHOUT_SECOND_FACTOR = 15;

  private final SessionsConfig config;
  private final Report report;
  private boolean weak;

  private ConfigFindings(SessionsConfig config, Report report) {
    this.config = config;
    this.report = report;
  }

  static void report(SessionsConfig config, Report report) {
    ConfigFindings findings = new ConfigFindings(config, report);
    findings.tls();
    findings.cookie();
    findings.sessions();
    findings.login();
    if (!findings.weak) {
      report.add(Finding.ok("configuration", "nothing in it is weaker than its default"));
    }
  }

  private void tls() {
    RedisConfig redis = config.redis();
    if (redis.mode() == RedisConfig.Mode.EMBEDDED) {
      return;
    }
    boolean tls = redis.endpoints().get(0).getScheme().equals("rediss");
    boolean here =
        redis.endpoints().stream()
            .allMatch(uri -> uri.getHost() == null || HERE.contains(uri.getHost()));
    if (tls) {
      report.add(Finding.ok("redis.endpoints", "TLS, to every server"));
      warnIf(
          !redis.tls().verifyHostname(),
          "redis.tls.verifyHostname",
          "false: whoever has any certificate of these authorities can pose as Redis",
          "set it to true, and give the servers certificates with their names");
    } else if (here) {
      report.add(Finding.ok("redis.endpoints", "without TLS, on this machine alone"));
    } else {
      warn(
          "redis.endpoints",
          "without TLS: whoever sees the network reads the sessions and the password",
          "use rediss:// (tls-port of redis.conf) with redis.tls.caFile");
    }
    warnIf(
        redis.credentials().password() == null && !here,
        "redis.password",
        "there is none",
        "give Redis an ACL user as conf/redis/users.acl has it, and set redis.user and"
            + " redis.password");
  }

  private void cookie() {
    CookieConfig cookie = config.cookie();
    warnIf(
        !cookie.secure(),
        "cookie.secure",
        "false: the session id travels over plain HTTP",
        "leave it out, and serve HTTPS");
    warnIf(
        !cookie.httpOnly(),
        "cookie.httpOnly",
        "false: every script on the page reads the session id",
        "leave it out");
    warnIf(
        cookie.sameSite() == CookieSameSite.NONE,
        "cookie.sameSite",
        "None: other sites can send requests with the session",
        "use Lax, unless the pages are shown in frames of other sites");
    warnIf(
        !cookie.name().startsWith("__Host-"),
        "cookie.name",
        "without the prefix __Host-: another host of the domain can set this cookie",
        "leave it out, or begin it with __Host-");
    warnIf(
        cookie.domain() != null,
        "cookie.domain",
        "every host below the domain gets the session id",
        "leave it out");
    warnIf(
        cookie.signingKeys().isEmpty(),
        "cookie.signingKeys",
        "none: every guessed id costs a command",
        "set one key of 32 random bytes");
  }

  private void sessions() {
    RedisConfig redis = config.redis();
    warnIf(
        config.session().pseudonymKey() == null,
        "session.pseudonymKey",
        "none: whoever sees the names of keys can try out whose they are",
        "set 32 random bytes, the same on all servers");
    warnIf(
        redis.mode().failsOver() && redis.durability().replicas() == 0,
        "redis.durability.replicas",
        "0: a logout that no replica has yet is undone by a failover",
        "set 1, if a login may wait for a replica");
    warnIf(
        redis.onOutage() == RedisConfig.OnOutage.ANONYMOUS,
        "redis.onOutage",
        "anonymous: users look logged out while Redis is away",
        "leave it out, unless the public pages have to stay up");
    warnIf(
        config.encryption().mode() != Mode.NONE
            && config.encryption().acceptPlaintextUntil() != null,
        "encryption.acceptPlaintextUntil",
        "until then whoever writes to Redis can plant attributes",
        "take it out when the sessions from before the encryption have ended");
  }

  private void login() {
    warnIf(
        config.login().accountsFile() == null,
        "login.accountsFile",
        "none: the login service refuses every login",
        "set it, unless the service is given accounts in code; hash-password makes the hashes");
    warnIf(
        config.login().hint() != null,
        "login.hint",
        "the login page shows it to everybody",
        "leave it out, but for a demonstration");
    warnIf(
        config.login().minPasswordLength() < LENGTH_WITHOUT_SECOND_FACTOR,
        "login.minPasswordLength",
        "less than 15 characters",
        "leave it out, unless every account has a second factor");
    warnIf(
        config.http().tls().certFile() == null && config.http().trustProxy().texts().isEmpty(),
        "http.tls",
        "the service speaks plain HTTP and trusts no proxy: browsers elsewhere get no Secure cookie",
        "set http.tls.certFile and keyFile, or http.trustProxy to the proxy that ends TLS");
  }

  private void warnIf(boolean isSo, String about, String text, String fix) {
    if (isSo) {
      warn(about, text, fix);
    }
  }

  private void warn(String about, String text, String fix) {
    weak = true;
    report.add(Finding.warn(about, text, fix));
  }
}
