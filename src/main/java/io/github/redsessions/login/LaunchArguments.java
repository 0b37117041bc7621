package io.github.redsessions.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The command line, parted into what this application reads and what the Vert.x launcher reads.
 *
 * @param configuration the value of {@code -conf}, null without one
 * @param others all other arguments, in their order
 */
record LaunchArguments(@Nullable String configuration, List<String> others) {

  /**
   * Takes {@code -conf} (also {@code --conf}, {@code -conf=value}, in any case) out of the
   * arguments. A {@code -conf} that has no value, or a second one, is left to the launcher, which
   * says what is wrong with it.
   */
  static LaunchArguments split(String... args) {
    List<String> others = new ArrayList<>();
    String configuration = null;
    for (int i = 0; i < args.length; i++) {
      String value = null;
      if (isConf(args[i]) && i + 1 < args.length && !args[i + 1].startsWith("-")) {
        value = args[i + 1];
        i++;
      } else if (args[i].indexOf('=') > 0 && isConf(args[i].substring(0, args[i].indexOf('=')))) {
        value = args[i].substring(args[i].indexOf('=') + 1);
      }
      if (value == null) {
        others.add(args[i]);
      } else if (configuration == null) {
        configuration = value;
      } else {
        return new LaunchArguments(null, List.of(args));
      }
    }
    return new LaunchArguments(configuration, List.copyOf(others));
  }

  /** {@inheritDoc} Without the configuration, which may be the text itself, with passwords. */
  @Override
  public String toString() {
    return others.toString();
  }

  private static boolean isConf(String arg) {
    String name = arg.toLowerCase(Locale.ROOT);
    return name.equals("-conf") || name.equals("--conf");
  }
}
