package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words in front of the options of the application jar. */
class ToolsTest {

  private static final String SECRET = "a-signing-secret-that-nobody-may-ever-see";

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-conf conf/dev.yaml",
        "-instances 2",
        "-conf check",
        "--conf=check -instances 2",
        "-options x.json"
      })
  void of_aStartOfTheService_isNull(String line) {
    assertThat(Tools.of(line.split(" "))).isNull();
    assertThat(Tools.of()).isNull();
  }

  @Test
  void unknownWord_namesWhatThereIs() {
    assertThat(run("chek")).isEqualTo(2);
    assertThat(err.toString()).contains("chek", "check, doctor, hash-password");
  }

  @Test
  void unknownOption_showsWhatThereIs() {
    assertThat(run("check", "--strict")).isEqualTo(2);
    assertThat(err.toString()).contains("--strict", "-conf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "-help"})
  void help_namesTheCommands(String option) {
    assertThat(run(option)).isZero();
    assertThat(out.toString()).contains("check", "doctor", "hash-password", "-conf");
  }

  @Test
  void version_isSaid() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("vertx-redis-sessions ");
  }

  @Test
  void check_ofEachConfInThisRepository_isGood() throws IOException {
    assertThat(run("check", "-conf", "conf/dev.yaml")).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("valid");
  }

  @Test
  void check_ofAWordAfterTheConfiguration_startsNothing() {
    assertThat(run("-conf", "conf/dev.yaml", "check")).isZero();
    assertThat(out.toString()).contains("valid");
  }

  /** Keys, overrides, accounts, blocklist and certificates in one go. */
  @Test
  void check_saysEveryProblemAtOnce_andNoSecret() throws IOException {
    Path accounts = write("accounts.json", "{\"accounts\": [{\"username\": \"\"}]}");
    Path pem = write("broken.pem", "no certificate, but " + SECRET);
    Path conf =
        write(
            "conf.yaml",
            """
            redis:
              endpoints: ["rediss://localhost"]
              tls: {caFile: "%s"}
            session: {prefix: "", types: [no.such.Type]}
            cookie: {signingKeys: [{id: "a b", secret: "%s"}]}
            http: {tls: {certFile: "%s", keyFile: "%s"}}
            login: {accountsFile: "%s", passwordBlocklist: "%s"}
            """
                .formatted(pem, SECRET, pem, pem, accounts, directory.resolve("none.txt")));
    System.setProperty("redsessions.session.idleTimeoutMS", "1");
    try {
      assertThat(run("check", "-conf", conf.toString())).isEqualTo(1);
    } finally {
      System.clearProperty("redsessions.session.idleTimeoutMS");
    }

    assertThat(err.toString())
        .contains(
            "redsessions.session.idleTimeoutMS: ",
            "session.prefix: ",
            "session.types[0]: ",
            "cookie.signingKeys[0].id: ",
            "redis.tls.caFile: ",
            "http.tls.certFile, http.tls.keyFile: ",
            "accounts[0].username: ",
            "accounts[0].password: ",
            "login.passwordBlocklist: ")
        .doesNotContain(SECRET);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.yaml", "conf.txt", "{\"redis\": "})
  void check_ofWhatCantBeRead_fails(String conf) {
    assertThat(run("check", "-conf", conf)).isEqualTo(1);
    assertThat(err.toString()).contains("1 problem");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private int run(String... args) {
    Tools tools = Tools.of(args);
    assertThat(tools).isNotNull();
    return tools.execute(new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
