package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way to find out who is the primary. Used on one event loop. */
interface PrimaryLookup {

  /**
   * Looks who is the primary now.
   *
   * @param current who was it so far, null if nobody is known
   * @return what was found, within a few times {@code redis.commandTimeoutMs}; never fails
   */
  Future<Found> find(@Nullable URI current);

  /** Ends what goes on besides the look-ups. */
  void close();

  /**
   * What a look-up has found.
   *
   * @param primary who says that it is the primary, null if nobody does
   * @param replicas who follows it
   * @param servers all that are worth staying connected to for the next look-up
   * @param problem why there is no primary
   */
  record Found(@Nullable URI primary, List<URI> replicas, Set<URI> servers, String problem) {

    static Found nobody(String problem) {
      return new Found(null, List.of(), Set.of(), problem);
    }
  }

  /** Who looks, and can be told that it is time to. */
  interface Watch {

    /** The primary is said to have changed: a look-up that is under way comes too early. */
    void changed();

    /** The primary may have changed. */
    void suspect();
  }
}
