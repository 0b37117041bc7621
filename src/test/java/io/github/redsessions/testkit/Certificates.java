package io.github.redsessions.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it signs, as PEM files in a directory; made with the JDK's keytool. */
public final class Certificates {

  private static final String STORE_PASSWORD = "only-for-tests";

  private final Path directory;
  private final String name;

  /** Makes an authority. */
  public Certificates(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c");
    write(name + ".pem", "CERTIFICATE", name, false);
  }

  /** The certificate of the authority. */
  public Path authority() {
    return file(name + ".pem");
  }

  /** Signs a certificate for a name such as {@code ip:127.0.0.1} or {@code dns:example.org}. */
  public Signed sign(String alias, String subject) {
    keytool("-genkeypair", "-alias", alias, "-dname", "CN=" + alias);
    String request = file(alias + ".csr").toString();
    keytool("-certreq", "-alias", alias, "-file", request);
    String signed = file(alias + "-signed.pem").toString();
    keytool(
        "-gencert",
        "-alias",
        name,
        "-infile",
        request,
        "-outfile",
        signed,
        "-rfc",
        "-ext",
        "san=" + subject);
    keytool("-importcert", "-alias", alias, "-file", signed);
    return new Signed(
        write(alias + ".pem", "CERTIFICATE", alias, false),
        write(alias + "-key.pem", "PRIVATE KEY", alias, true));
  }

  /** A certificate and its private key. */
  public record Signed(Path certificate, Path key) {}

  private Path file(String file) {
    return directory.resolve(file);
  }

  private Path write(String file, String type, String alias, boolean key) {
    try (InputStream in = Files.newInputStream(file(name + ".p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, STORE_PASSWORD.toCharArray());
      byte[] der =
          key
              ? store.getKey(alias, STORE_PASSWORD.toCharArray()).getEncoded()
              : store.getCertificate(alias).getEncoded();
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return Files.writeString(
          file(file), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void keytool(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(args));
    command.addAll(List.of("-keystore", file(name + ".p12").toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", STORE_PASSWORD, "-noprompt"));
    if (args[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
    }
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
