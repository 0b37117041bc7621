package io.github.redsessions.chaos;

/** What is said of a run that contradicts a guarantee: what it saw, and how to run it again. */
final class Failure {

  private Failure() {}

  /**
   * Says it.
   *
   * @param test the method of {@link ChaosIT}
   * @param seed of the round that failed
   * @param e what failed, with the operations that contradict each other
   */
  static AssertionError of(String test, long seed, Throwable e) {
    String command =
        "mvn verify -Pchaos -Dit.test='ChaosIT#"
            + test
            + "' -Dchaos.minutes=3 -Dchaos.seed="
            + seed;
    return new AssertionError(
        test + ", seed " + seed + ": " + e.getMessage() + "\nAgain, for a minute: " + command, e);
  }
}
