package io.github.redsessions.login.doctor;

import io.github.redsessions.redis.ServerProbe.ProbeException;
import java.util.Locale;

/** What to do about a server that can't be used, by the words in which that was said. */
final class Fixes {

  private Fixes() {}

  static String ofConnection(String why) {
    String text = why.toLowerCase(Locale.ROOT);
    if (text.contains("wrongpass") || text.contains("noauth") || text.contains("auth")) {
      return "compare user and password of the configuration with the ACL of the server (ACL LIST)";
    }
    if (text.contains("refused")) {
      return "start Redis there, or correct redis.endpoints";
    }
    if (text.contains("not ready within")) {
      return "the server is frozen, overloaded or behind a firewall, or speaks TLS (rediss://)";
    }
    if (text.contains("unknownhost") || text.contains("resolve")) {
      return "correct the host in redis.endpoints, or the name service";
    }
    if (text.contains("ssl") || text.contains("certif") || text.contains("pkix")) {
      return "compare redis.tls.caFile and the host in redis.endpoints with the server's certificate";
    }
    if (text.contains("knows no primary")) {
      return "compare redis.masterName with the name in sentinel.conf";
    }
    return "make sure that Redis runs there and can be reached from this machine";
  }

  static String ofQuestion(ProbeException e, String grant) {
    return e.isNotAllowed()
        ? "grant " + grant + " to the user of redis.user"
        : "the server is frozen or overloaded: look at its log, its SLOWLOG and its machine";
  }
}
