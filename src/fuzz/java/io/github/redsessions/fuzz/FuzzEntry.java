package io.github.redsessions.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Where Jazzer enters: runs the target that it is told to. */
public final class FuzzEntry {

  private static volatile MethodHandle target;

  private FuzzEntry() {}

  /**
   * Chooses the target, and runs it over its corpus, so that the time in which classes are loaded
   * counts for no input.
   */
  public static void fuzzerInitialize(String[] args) throws Throwable {
    Target chosen = Target.valueOf(args[0]);
    target =
        MethodHandles.publicLookup()
            .findStatic(
                Class.forName(chosen.className()),
                "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    for (byte[] input : Corpus.read(chosen.corpus())) {
      chosen.run(input);
    }
  }

  /** Runs it over one input. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    target.invokeExact(input);
  }
}
