package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.login.doctor.Doctor;
import io.github.redsessions.login.doctor.Finding;
import io.github.redsessions.login.doctor.Finding.Level;
import io.github.redsessions.login.doctor.Report;
import io.github.redsessions.store.KeySample;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.PRNG;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Examines a configuration and its servers, and prints each finding when it is there. */
@Command(
    name = "doctor",
    description = {
      "Connects as the configuration says and reports, each as OK, WARN or FAIL with what to fix:"
          + " servers, versions, ACL, memory, persistence, latency, clocks, keys, and what of the"
          + " configuration is weak. Changes nothing. Ends with 1 after a FAIL."
    })
final class DoctorCommand implements Callable<Integer> {

  @Mixin private final ConfOption conf = new ConfOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    PRNG random = new PRNG(vertx);
    try {
      List<String> problems = new ArrayList<>();
      JsonObject json = conf.source().read(vertx, problems::add);
      SessionsConfig config = SessionsConfig.read(json, problems::add);
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
      Printed report = new Printed(spec.commandLine().getOut(), spec.commandLine().getErr());
      KeySample keys = new KeySample(config.session().prefix(), random::nextBytes);
      Doctor.examine(vertx, config, keys, report);
      return report.end();
    } finally {
      random.close();
      vertx.close().await();
    }
  }

  /** Findings to the one, progress to the other, so that the report can be kept. */
  private static final class Printed implements Report {

    private final PrintWriter out;
    private final PrintWriter err;
    private final long begin = System.nanoTime();
    private final Map<Level, Integer> counts = new EnumMap<>(Level.class);

    Printed(PrintWriter out, PrintWriter err) {
      this.out = out;
      this.err = err;
    }

    @Override
    public void add(Finding finding) {
      counts.merge(finding.level(), 1, Integer::sum);
      out.println(finding.lines());
      out.flush();
    }

    @Override
    public void progress(String what) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
      err.printf(Locale.ROOT, "[%3d s] %s%n", seconds, what);
      err.flush();
    }

    int end() {
      out.printf(
          Locale.ROOT,
          "%d OK, %d WARN, %d FAIL%n",
          counts.getOrDefault(Level.OK, 0),
          counts.getOrDefault(Level.WARN, 0),
          counts.getOrDefault(Level.FAIL, 0));
      return counts.containsKey(Level.FAIL) ? 1 : 0;
    }
  }
}
