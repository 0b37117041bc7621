package io.github.redsessions.login;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its private key as two PEM files held them at one time. Two are equal when the
 * files held the same. Its text never shows the key.
 */
final class ServerCertificate {

  private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

  private final Buffer certificate;
  private final Buffer key;

  private ServerCertificate(Buffer certificate, Buffer key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Reads the files; blocks. */
  static ServerCertificate read(Path certFile, Path keyFile) throws IOException {
    return new ServerCertificate(
        Buffer.buffer(Files.readAllBytes(certFile)), Buffer.buffer(Files.readAllBytes(keyFile)));
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  /**
   * Says what is wrong with it, null if nothing is. That the key belongs to the certificate is
   * tried out, since a server with another key starts, and then fails each handshake. Blocks.
   */
  @Nullable String problem(Vertx vertx) {
    try {
      for (KeyManager manager : options().getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          String alias = alias(keys);
          if (alias != null) {
            return belongs(keys.getPrivateKey(alias), keys.getCertificateChain(alias)[0])
                ? null
                : "the key doesn't belong to the certificate";
          }
        }
      }
      return "there is no certificate with an RSA, EC or Ed25519 key";
    } catch (Exception e) {
      // Vert.x declares no narrower one. What it says may quote the files.
      return "they can't be read as a certificate and its private key";
    }
  }

  private static @Nullable String alias(X509KeyManager keys) {
    for (String type : KEY_TYPES) {
      String[] aliases = keys.getServerAliases(type, null);
      if (aliases != null && aliases.length > 0) {
        return aliases[0];
      }
    }
    return null;
  }

  private static boolean belongs(PrivateKey privateKey, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    byte[] message = {1};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(privateKey);
    signer.update(message);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(message);
    return verifier.verify(signature);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerCertificate that
        && certificate.equals(that.certificate)
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(certificate, key);
  }

  @Override
  public String toString() {
    return "a certificate of " + certificate.length() + " bytes and its key";
  }
}
