package io.github.redsessions.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a TLS connection to Redis is made: the keys under {@code redis.tls}, all of which need an
 * endpoint with the scheme {@code rediss}. TLS 1.2 or later, always. Immutable.
 *
 * @param caFile {@code redis.tls.caFile}: PEM file of the authorities that may have signed the
 *     server's certificate, absent for those that Java trusts
 * @param certFile {@code redis.tls.certFile}: PEM file of the certificate by which this client
 *     proves itself, absent for none; only together with the next
 * @param keyFile {@code redis.tls.keyFile}: PEM file of its private key (PKCS#8)
 * @param verifyHostname {@code redis.tls.verifyHostname}, default true: the certificate must name
 *     the host of the endpoint. Without it, whoever has any certificate of these authorities can
 *     pose as Redis and read every session
 */
public record TlsConfig(
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    boolean verifyHostname) {

  static TlsConfig read(ConfigReader in) {
    TlsConfig tls =
        new TlsConfig(
            in.optionalFile("caFile"),
            in.optionalFile("certFile"),
            in.optionalFile("keyFile"),
            in.flag("verifyHostname", true));
    if (in.has("certFile") != in.has("keyFile")) {
      String given = in.has("certFile") ? "certFile" : "keyFile";
      in.problem(given, "found alone, allowed only with certFile and keyFile together");
    }
    return tls;
  }
}
