package io.github.redsessions.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the login service speaks TLS itself: the keys under {@code http.tls}. TLS 1.2 or later, with
 * HTTP/2 for clients that ask for it. Immutable.
 *
 * @param certFile {@code http.tls.certFile}: PEM file of the service's certificate, followed by
 *     those between it and the authority; absent for plain HTTP; only together with the next
 * @param keyFile {@code http.tls.keyFile}: PEM file of its private key (PKCS#8)
 * @param reload {@code http.tls.reloadMs}: how often the two files are looked at; a change is used
 *     for new connections without a restart; default 60000 ms, 100 to 86400000 (a day)
 */
public record HttpTlsConfig(@Nullable Path certFile, @Nullable Path keyFile, Duration reload) {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  static HttpTlsConfig read(ConfigReader in) {
    HttpTlsConfig tls =
        new HttpTlsConfig(
            in.optionalFile("certFile"),
            in.optionalFile("keyFile"),
            in.millis("reloadMs", 60_000, 100, DAY_MS));
    if (in.has("certFile") != in.has("keyFile")) {
      String given = in.has("certFile") ? "certFile" : "keyFile";
      in.problem(given, "found alone, allowed only with certFile and keyFile together");
    }
    return tls;
  }
}
