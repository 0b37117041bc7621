package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.util.List;

/** Lets tests of other packages say whether a record that was read still holds. */
public final class FreshnessUnderTest {

  private final Shard shard = new Shard(null);
  private final KeyEpochs epochs = new KeyEpochs();
  private final Tracking tracking = new Tracking(new Still(), shard, null, () -> 0, 1, 0);

  /** What a read of now gives. */
  public Freshness of(String key) {
    return new Freshness(tracking, epochs, key);
  }

  /** What Redis says of a key that somebody wrote. */
  public void changed(String key) {
    epochs.changed(key);
  }

  /** A topology in which nothing happens. */
  private final class Still implements Topology {

    @Override
    public Shard shardOf(String key) {
      return shard;
    }

    @Override
    public List<Shard> shards() {
      return List.of(shard);
    }

    @Override
    public void suspect(Shard suspected) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
