package io.github.redsessions.chaos.history;

import java.util.List;

/** One guarantee. */
public interface Rule {

  /** Finds what contradicts it. */
  List<Violation> check(History history);
}
