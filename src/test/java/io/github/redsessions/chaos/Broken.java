package io.github.redsessions.chaos;

/**
 * Something that is broken now.
 *
 * @param name what
 * @param server the service that can't answer because of it, -1 for none
 * @param mend repairs it, and returns when that is done
 */
record Broken(String name, int server, Runnable mend) {

  /** Something that needs no mending. */
  static Broken once(String name) {
    return new Broken(name, -1, () -> {});
  }

  static Broken until(String name, Runnable mend) {
    return new Broken(name, -1, mend);
  }
}
