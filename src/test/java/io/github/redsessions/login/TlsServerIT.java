package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS of the service itself: versions, HTTP/2, what it changes in answers, and new certificates.
 */
class TlsServerIT extends LoginFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir Path directory;
  private Certificates authority;
  private Path certFile;
  private Path keyFile;
  private LoginVerticle service;

  @BeforeEach
  void deployWithTls() {
    authority = new Certificates(directory, "authority");
    certFile = directory.resolve("https.pem");
    keyFile = directory.resolve("https-key.pem");
    use("first", "ip:127.0.0.1");
    service = deploy(new LoginVerticle(), tlsConfig());
  }

  private JsonObject tlsConfig() {
    JsonObject config = config();
    config
        .getJsonObject("http")
        .put(
            "tls",
            JsonObject.of(
                "certFile", certFile.toString(), "keyFile", keyFile.toString(), "reloadMs", 100));
    config.remove("cookie");
    return config;
  }

  @Test
  void login_overTls_setsTheSecureCookieAndHsts() {
    try (LogCapture log = new LogCapture()) {
      LoginVerticle another = deploy(new LoginVerticle(), tlsConfig());
      assertThat(log.text())
          .contains("Login service ready: https://localhost:" + another.actualPort() + "/");
    }
    HttpClientResponse answer = logIn(client(new HttpClientOptions()));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.getHeader("Set-Cookie")).startsWith("__Host-sid=").contains("Secure");
    assertThat(answer.getHeader("Strict-Transport-Security"))
        .isEqualTo("max-age=63072000; includeSubDomains");
  }

  @Test
  void http2_isSpokenWithWhoAsks() {
    HttpClientOptions http2 =
        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);

    assertThat(logIn(client(http2)).version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(logIn(client(http2)).statusCode()).isEqualTo(303);
    assertThat(logIn(client(new HttpClientOptions())).version()).isEqualTo(HttpVersion.HTTP_1_1);
  }

  /** Row R1. */
  @Test
  void r1_tls12And13_areSpokenAndOlderOnesAreNot() {
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      assertThat(logIn(client(versions(version))).statusCode()).isEqualTo(303);
    }
    assertThat(failureOf(request(client(versions("TLSv1.1"))))).isNotNull();
  }

  @Test
  void plainHttp_isNoAnswer() {
    HttpClient plain = vertx.createHttpClient();
    assertThat(
            failureOf(
                plain
                    .request(HttpMethod.GET, service.actualPort(), "127.0.0.1", "/")
                    .compose(r -> r.send())))
        .isNotNull();
  }

  @Test
  void newFiles_areUsedForNewConnectionsWithoutARestart() {
    HttpClient before = client(new HttpClientOptions().setKeepAlive(true));
    assertThat(subject(before)).isEqualTo("CN=first");
    try (LogCapture log = new LogCapture()) {
      use("second", "ip:127.0.0.1");

      eventually(
          BOUND, () -> assertThat(subject(client(new HttpClientOptions()))).isEqualTo("CN=second"));
      assertThat(log.text()).contains("INFO ").contains("is used from now on");
    }
    HttpClientOptions http2 =
        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true);
    assertThat(logIn(client(http2)).version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(failureOf(request(client(versions("TLSv1.1"))))).isNotNull();
  }

  @Test
  void brokenFiles_leaveTheOldCertificateAndAreLoggedOnce() throws IOException {
    try (LogCapture log = new LogCapture()) {
      Files.writeString(certFile, "-----BEGIN CERTIFICATE-----\nbroken\n");
      eventually(BOUND, () -> assertThat(errors(log)).isEqualTo(1));

      authority.sign("third", "ip:127.0.0.1");
      // In one step, or half of it may be read.
      Files.move(directory.resolve("third.pem"), certFile, StandardCopyOption.REPLACE_EXISTING);
      eventually(
          BOUND,
          () -> assertThat(log.text()).contains("the key doesn't belong to the certificate"));

      Files.delete(keyFile);
      eventually(BOUND, () -> assertThat(errors(log)).isEqualTo(3));
      assertThat(subject(client(new HttpClientOptions()))).isEqualTo("CN=first");

      use("fourth", "ip:127.0.0.1");
      eventually(
          BOUND, () -> assertThat(subject(client(new HttpClientOptions()))).isEqualTo("CN=fourth"));
      // One more if it was looked at while only the key was there.
      assertThat(errors(log)).isBetween(3L, 4L);
      assertThat(log.text()).doesNotContain("PRIVATE KEY");
    }
  }

  @Test
  void brokenFiles_failTheStartNamingTheKeys() throws IOException {
    Files.copy(directory.resolve("authority.pem"), certFile, StandardCopyOption.REPLACE_EXISTING);

    assertThat(
            failureOf(
                vertx.deployVerticle(
                    new LoginVerticle(), new DeploymentOptions().setConfig(tlsConfig()))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("http.tls.certFile, http.tls.keyFile: found " + certFile)
        .hasMessageContaining("the key doesn't belong to the certificate");
  }

  /** The key first, so that for a moment the two don't belong together, as it happens. */
  private void use(String name, String subject) {
    try {
      Certificates.Signed signed = authority.sign(name, subject);
      Files.copy(signed.key(), directory.resolve("k"), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(signed.certificate(), directory.resolve("c"), StandardCopyOption.REPLACE_EXISTING);
      Files.move(directory.resolve("k"), keyFile, StandardCopyOption.REPLACE_EXISTING);
      Files.move(directory.resolve("c"), certFile, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long errors(LogCapture log) {
    return log.text().lines().filter(line -> line.startsWith("ERROR ")).count();
  }

  private static HttpClientOptions versions(String version) {
    return new HttpClientOptions().setEnabledSecureTransportProtocols(Set.of(version));
  }

  private HttpClient client(HttpClientOptions options) {
    return vertx.createHttpClient(
        options
            .setSsl(true)
            .setTrustOptions(new PemTrustOptions().addCertPath(authority.authority().toString())));
  }

  private io.vertx.core.Future<HttpClientResponse> request(HttpClient client) {
    return client
        .request(HttpMethod.POST, service.actualPort(), "127.0.0.1", "/login")
        .compose(
            request ->
                request
                    .putHeader("Content-Type", FORM)
                    .putHeader("Origin", "https://127.0.0.1:" + service.actualPort())
                    .send(RIGHT_FORM));
  }

  private HttpClientResponse logIn(HttpClient client) {
    return await(request(client));
  }

  private String subject(HttpClient client) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              logIn(client).request().connection().sslSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    }
  }
}
