package io.github.redsessions.redis;

import io.github.redsessions.config.Credentials;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.Secret;
import io.github.redsessions.config.TlsConfig;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;
import java.util.Set;

/**
 * What a client is told of its one connection: the address, the credentials, the protocol, TLS.
 *
 * <p>A client takes its password as a {@code String} and nothing else, so one is made for each
 * connection; it lives as long as the client.
 */
final class ClientOptions {

  private ClientOptions() {}

  /**
   * Makes them.
   *
   * @param scripts how many are loaded at once when the connection opens
   */
  static RedisOptions of(RedisConfig config, URI endpoint, ConnectionSetup setup, int scripts) {
    RedisOptions options =
        new RedisOptions()
            .setConnectionString(endpoint.toString())
            .setPreferredProtocolVersion(protocol(setup))
            // CommandSpan traces each command in the request that asked for it.
            .setTracingPolicy(TracingPolicy.IGNORE)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(RedisLink.MAX_OUTSTANDING + scripts)
            .setNetClientOptions(socket(config, endpoint));
    Credentials credentials =
        setup == ConnectionSetup.SENTINEL ? config.sentinelCredentials() : config.credentials();
    String user = credentials.user();
    if (user != null) {
      options.setUser(user);
    }
    Secret password = credentials.password();
    if (password != null) {
      options.setPassword(password.reveal());
    }
    return options;
  }

  private static ProtocolVersion protocol(ConnectionSetup setup) {
    // Arrays and not maps: a hash is read in one pass, with no table built in between.
    return setup == ConnectionSetup.INVALIDATIONS ? ProtocolVersion.RESP3 : ProtocolVersion.RESP2;
  }

  private static NetClientOptions socket(RedisConfig config, URI endpoint) {
    NetClientOptions socket =
        new NetClientOptions()
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (!endpoint.getScheme().equals("rediss")) {
      return socket;
    }
    TlsConfig tls = config.tls();
    socket
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setHostnameVerificationAlgorithm(tls.verifyHostname() ? "HTTPS" : "");
    if (tls.caFile() != null) {
      socket.setTrustOptions(new PemTrustOptions().addCertPath(tls.caFile().toString()));
    }
    if (tls.certFile() != null && tls.keyFile() != null) {
      socket.setKeyCertOptions(
          new PemKeyCertOptions()
              .setCertPath(tls.certFile().toString())
              .setKeyPath(tls.keyFile().toString()));
    }
    return socket;
  }
}
