package io.github.redsessions.login;

import io.github.redsessions.config.LoginConfig;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.prng.PRNG;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes the hash of a password for the accounts file, if the rules for new passwords allow it.
 *
 * <p>The array that takes the password is cleared. The text that the rules and the library are
 * given can't be, and is gone with this process.
 */
@Command(
    name = "hash-password",
    description = {
      "Asks for a password, without showing it, and prints its Argon2id hash for the accounts file.",
      "Without a terminal, reads the password as the one line of the standard input.",
      "With -conf, costs and rules are those of its keys under login; else the defaults."
    })
final class HashPasswordCommand implements Callable<Integer> {

  @Mixin private final ConfOption conf = new ConfOption();

  @Option(
      names = {"-u", "--username"},
      paramLabel = "<name>",
      description = "Whose it will be: a password that rests on the name is refused.")
  private String username = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PasswordInput input;

  HashPasswordCommand() {
    this(PasswordInput.ofThisProcess());
  }

  HashPasswordCommand(PasswordInput input) {
    this.input = input;
  }

  @Override
  public Integer call() throws IOException {
    Vertx vertx = Vertx.vertx();
    PRNG random = new PRNG(vertx);
    char[] password = {};
    try {
      LoginConfig config = SessionsConfig.from(conf.source().read(vertx)).login();
      PasswordRules rules = PasswordRules.read(vertx, config).await();
      password = input.read();
      String text = new String(password);
      String problem = rules.problem(username, text);
      if (problem != null) {
        return refuse("The password is refused: " + problem + ".");
      }
      spec.commandLine()
          .getOut()
          .println(PasswordHash.of(text, config.argon2(), random::nextBytes).encode());
      return 0;
    } catch (PasswordInput.NoPasswordException e) {
      return refuse(e.getMessage());
    } finally {
      Arrays.fill(password, '\0');
      random.close();
      vertx.close().await();
    }
  }

  private int refuse(@Nullable String why) {
    spec.commandLine().getErr().println(why);
    return 1;
  }
}
