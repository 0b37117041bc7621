package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.HttpTlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the login service: 1.2 or later, with the certificate of two files, which may be replaced
 * while it runs. Source: OWASP ASVS 5.0 12.1.1, 12.2.1. Belongs to one verticle.
 */
final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final Vertx vertx;
  private final Path certFile;
  private final Path keyFile;
  private final long reloadMs;
  private ServerCertificate used;
  private @Nullable ServerCertificate broken;
  private boolean unreadable;
  private boolean looking;

  private ServerTls(
      Vertx vertx, Path certFile, Path keyFile, long reloadMs, ServerCertificate used) {
    this.vertx = vertx;
    this.certFile = certFile;
    this.keyFile = keyFile;
    this.reloadMs = reloadMs;
    this.used = used;
  }

  /**
   * Reads the certificate on a worker.
   *
   * @return null without one; fails with a {@link ConfigException} if the files are no certificate
   *     with its key
   */
  static Future<@Nullable ServerTls> load(Vertx vertx, HttpTlsConfig config) {
    Path certFile = config.certFile();
    Path keyFile = config.keyFile();
    if (certFile == null || keyFile == null) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          ServerCertificate read = ServerCertificate.read(certFile, keyFile);
          String problem = read.problem(vertx);
          if (problem != null) {
            throw new ConfigException(
                List.of(
                    "http.tls.certFile, http.tls.keyFile: found %s and %s (%s), allowed PEM files of"
                            .formatted(certFile, keyFile, problem)
                        + " a certificate and of its private key in the form PKCS#8"));
          }
          return new ServerTls(vertx, certFile, keyFile, config.reload().toMillis(), read);
        });
  }

  /** Lets a server that was not created yet speak TLS, and HTTP/2 with clients that ask for it. */
  void applyTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(used.options())
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  /** Looks at the files from now on, and gives a listening server what is new in them. */
  void watch(HttpServer server) {
    vertx.setPeriodic(reloadMs, timer -> look(server));
  }

  private void look(HttpServer server) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(() -> ServerCertificate.read(certFile, keyFile))
        .compose(found -> use(found, server))
        .onFailure(this::notReadable)
        .onComplete(done -> looking = false);
  }

  private Future<Void> use(ServerCertificate found, HttpServer server) {
    unreadable = false;
    if (found.equals(used)) {
      broken = null;
    }
    if (found.equals(used) || found.equals(broken)) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> new Check(found.problem(vertx)))
        .compose(
            check -> {
              if (check.problem() != null) {
                broken = found;
                LOG.error(
                    "The certificate in {} and {} is not used, the one before stays: {}",
                    certFile,
                    keyFile,
                    check.problem());
                return Future.succeededFuture();
              }
              return server
                  .updateSSLOptions(options(found))
                  .onFailure(e -> broken = found)
                  .onSuccess(
                      done -> {
                        used = found;
                        broken = null;
                        LOG.info("The certificate in {} is used from now on", certFile);
                      })
                  .mapEmpty();
            });
  }

  private static ServerSSLOptions options(ServerCertificate certificate) {
    // The server adds the protocols by itself when it starts, and not here.
    return new ServerSSLOptions()
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
        .setKeyCertOptions(certificate.options())
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  private void notReadable(Throwable failure) {
    if (!unreadable) {
      unreadable = true;
      LOG.error(
          "{} and {} can't be used, the certificate from before stays: {}",
          certFile,
          keyFile,
          failure instanceof IOException ? "they can't be read" : failure.getClass().getName());
    }
  }

  private record Check(@Nullable String problem) {}
}
