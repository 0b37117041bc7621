package io.github.redsessions.fuzz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What is fuzzed. A target is a public class with {@code public static void
 * fuzzerTestOneInput(byte[])} that throws when an input does what no input may do; it needs nothing
 * of the fuzzer, so that every build can run it over the corpus.
 */
enum Target {
  /** Encoded attribute values, as Redis may hold them. */
  ATTRIBUTE("store.AttributeFuzz", 4096),
  /** Values of the session cookie. */
  TOKEN("store.TokenFuzz", 4096),
  /** Whole {@code Cookie} headers. */
  COOKIE("web.CookieFuzz", 4096),
  /** Configuration files and environment variables. The file that it names is one to be read. */
  CONFIG("config.ConfigFuzz", 8192),
  /** Replies to what the store asks. */
  RECORD("store.RecordFuzz", 8192),
  /** Replies to what is asked of servers about themselves and others. */
  SERVERS("redis.ServersFuzz", 8192);

  private final String className;
  private final int maxBytes;

  Target(String className, int maxBytes) {
    this.className = "io.github.redsessions." + className;
    this.maxBytes = maxBytes;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  String className() {
    return className;
  }

  /** The longest input that is tried. */
  int maxBytes() {
    return maxBytes;
  }

  /** Where its inputs are kept. */
  Path corpus() {
    return Path.of("src", "fuzz", "corpus", title() + ".txt");
  }

  /** Runs it over one input; throws what the target throws. */
  void run(byte[] input) throws Throwable {
    Method method = Class.forName(className).getMethod("fuzzerTestOneInput", byte[].class);
    try {
      method.invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
