package io.github.redsessions.chaos;

import java.util.function.BooleanSupplier;

/**
 * Something that is broken now.
 *
 * @param name what
 * @param server the service that can't answer because of it, -1 for none
 * @param replaces whether another server may become the primary because of it
 * @param mend repairs it, and returns when that is done
 * @param seen tells, after that, whether it made a difference to anybody; only then it counts
 */
record Broken(String name, int server, boolean replaces, Runnable mend, BooleanSupplier seen) {

  /** Something that needs no mending. */
  static Broken once(String name) {
    return until(name, () -> {});
  }

  static Broken until(String name, Runnable mend) {
    return new Broken(name, -1, false, mend, () -> true);
  }

  static Broken service(String name, int server, Runnable mend) {
    return new Broken(name, server, false, mend, () -> true);
  }

  Broken replacing() {
    return new Broken(name, server, true, mend, seen);
  }

  Broken ifSeen(BooleanSupplier evidence) {
    return new Broken(name, server, replaces, mend, evidence);
  }
}
