package io.github.redsessions.login.doctor;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.KeyPage;
import io.github.redsessions.redis.ServerProbe;
import io.github.redsessions.redis.ServerProbe.ProbeException;
import io.github.redsessions.store.KeySample;
import java.util.ArrayList;
import java.util.List;

/** A sample of the sessions under the prefix: how many there are, and whether each has an end. */
final class KeyFindings {

  private static final int PAGES = 50;
  private static final int SAMPLE = 200;

  private final ServerProbe server;
  private final ServerInfo info;
  private final SessionsConfig config;
  private final KeySample keys;
  private final Report report;

  KeyFindings(
      ServerProbe server, ServerInfo info, SessionsConfig config, KeySample keys, Report report) {
    this.server = server;
    this.info = info;
    this.config = config;
    this.keys = keys;
    this.report = report;
  }

  void report() {
    report.progress("looking at keys of " + server.name());
    List<String> found = new ArrayList<>();
    String cursor = "0";
    int pages = 0;
    do {
      KeyPage page;
      try {
        page = server.scan(cursor, keys.pattern()).await();
      } catch (ProbeException e) {
        if (e.isNotAllowed()) {
          // Among the grants already.
          return;
        }
        throw e;
      }
      found.addAll(page.keys());
      cursor = page.cursor();
    } while (!cursor.equals("0") && ++pages < PAGES);
    String about = server.name() + " prefix " + config.session().prefix();
    report.add(
        Finding.ok(
            about,
            found.size()
                + (cursor.equals("0") ? " sessions" : " sessions in a sample of the keys")));
    if (!found.isEmpty()) {
      ends(about, found);
    }
  }

  private void ends(String about, List<String> found) {
    int endless = 0;
    List<String> sample = found.subList(0, Math.min(SAMPLE, found.size()));
    try {
      for (String key : sample) {
        endless += server.ttl(key).await() == -1 ? 1 : 0;
      }
    } catch (ProbeException e) {
      if (!e.isNotAllowed()) {
        throw e;
      }
      fromOutside(about);
      return;
    }
    report.add(
        endless == 0
            ? Finding.ok(about, "each of " + sample.size() + " has an end")
            : endless(about, endless + " of " + sample.size() + " sessions have no end"));
  }

  /** Without PTTL, which is not granted: what INFO counts, of all that is in the database. */
  private void fromOutside(String about) {
    int database = database();
    String line = info.get("db" + database);
    long all = number(line, "keys");
    long ending = number(line, "expires");
    if (all == ending) {
      report.add(Finding.ok(about, "every key of database " + database + " has an end"));
    } else {
      report.add(
          Finding.warn(
              about,
              "%d of %d keys of database %d have no end; whose they are can't be seen without PTTL"
                  .formatted(all - ending, all, database),
              "nothing, if other applications keep keys there; else run this as a user with +pttl"));
    }
  }

  private static Finding endless(String about, String text) {
    return Finding.fail(
        about, text, "find out what else writes under this prefix, or has used PERSIST");
  }

  private int database() {
    String path = config.redis().endpoints().get(0).getPath();
    return path == null || path.length() < 2 || config.redis().endpoints().get(0).getHost() == null
        ? 0
        : Integer.parseInt(path.substring(1));
  }

  private static long number(String line, String name) {
    for (String pair : line.split(",", -1)) {
      if (pair.startsWith(name + "=")) {
        return Long.parseLong(pair.substring(name.length() + 1));
      }
    }
    return 0;
  }
}
