package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.HttpTlsConfig;
import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.config.TlsConfig;
import io.github.redsessions.store.AttributeValues;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds every problem of a configuration at once: its keys, the overrides, and the files that it
 * names, read as the service reads them. No problem quotes a secret. Blocks.
 */
final class ConfigCheck {

  private final Vertx vertx;
  private final List<String> problems = new ArrayList<>();

  private ConfigCheck(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Checks what {@code -conf} names; empty if all is well. */
  static List<String> problems(Vertx vertx, ConfigSource source) {
    ConfigCheck check = new ConfigCheck(vertx);
    check.tried(() -> check.all(source.read(vertx, check.problems::add)));
    return check.problems;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void all(JsonObject json) {
    SessionsConfig config = SessionsConfig.read(json, problems::add);
    tried(() -> types(config.session().types()));
    tried(() -> redisTls(config.redis().tls()));
    tried(() -> httpTls(config.http().tls()));
    accounts(config.login());
  }

  private static void types(List<String> types) {
    AttributeValues.of(types, List.of(), Thread.currentThread().getContextClassLoader());
  }

  private void redisTls(TlsConfig tls) throws IOException {
    Path caFile = tls.caFile();
    if (caFile != null && !areCertificates(caFile)) {
      problems.add(
          "redis.tls.caFile: found %s (no certificates can be read from it), allowed a PEM file of"
                  .formatted(caFile)
              + " the authorities' certificates");
    }
    Path certFile = tls.certFile();
    Path keyFile = tls.keyFile();
    if (certFile != null && keyFile != null) {
      String problem = ServerCertificate.read(certFile, keyFile).problem(vertx);
      if (problem != null) {
        problems.add(
            "redis.tls.certFile, redis.tls.keyFile: found %s and %s (%s), allowed PEM files of a"
                    .formatted(certFile, keyFile, problem)
                + " certificate and of its private key in the form PKCS#8");
      }
    }
  }

  private boolean areCertificates(Path file) {
    try {
      return new PemTrustOptions()
              .addCertPath(file.toAbsolutePath().toString())
              .getTrustManagerFactory(vertx)
              .getTrustManagers()
              .length
          > 0;
    } catch (Exception e) {
      // Vert.x declares no narrower one. What it says may quote the file.
      return false;
    }
  }

  private void httpTls(HttpTlsConfig tls) {
    ServerTls.load(vertx, tls).await();
  }

  private void accounts(LoginConfig login) {
    Path file = login.accountsFile();
    if (file != null) {
      tried(() -> AccountsFile.load(file));
    }
    tried(() -> PasswordRules.read(vertx, login).await());
  }

  private void tried(Step step) {
    try {
      step.run();
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    } catch (IOException e) {
      problems.add("a file that the configuration names can't be read: " + e.getClass().getName());
    }
  }
}
