package io.github.redsessions.redis;

import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which shard has which slot. A map never changes, but a shard's primary does: a shard stays the
 * same object from map to map, so that its outage is remembered.
 */
final class SlotMap {

  /** Has the slots that nobody has, in every map. */
  private final Shard nobody;

  private final Shard[] slots;
  private final List<Shard> shards;

  private SlotMap(Shard nobody, Shard[] slots, Collection<Shard> shards) {
    this.nobody = nobody;
    this.slots = slots;
    this.shards = List.copyOf(shards);
  }

  /** The map of who knows nothing yet. */
  static SlotMap unknown() {
    Shard nobody = new Shard(null);
    Shard[] slots = new Shard[KeySlot.SLOTS];
    Arrays.fill(slots, nobody);
    return new SlotMap(nobody, slots, List.of(nobody));
  }

  Shard shardOf(int slot) {
    return slots[slot];
  }

  /** Each once. */
  List<Shard> shards() {
    return shards;
  }

  /** How many slots a shard has. */
  int sizeOf(Shard shard) {
    return (int) Arrays.stream(slots).filter(shard::equals).count();
  }

  /** The shard that a server is the primary of, null if it is of none. */
  @Nullable Shard shardOf(URI primary) {
    for (Shard shard : shards) {
      RedisNode node = shard.primary();
      if (node != null && node.endpoint().equals(primary)) {
        return shard;
      }
    }
    return null;
  }

  /** The map in which one slot has moved to a primary. */
  SlotMap moved(int slot, RedisNode primary) {
    Shard owner = shardOf(primary.endpoint());
    Shard before = slots[slot];
    if (owner == null && before.replicas().contains(primary.endpoint())) {
      // A replica has slots only once it has taken over all those of its primary.
      before.primaryIs(primary);
      return this;
    }
    Shard next = owner == null ? new Shard(primary) : owner;
    Shard[] all = slots.clone();
    all[slot] = next;
    // One that has lost its last slot by this stays until the next look.
    Set<Shard> named = new LinkedHashSet<>(shards);
    named.add(next);
    return new SlotMap(nobody, all, named);
  }

  /** The map that a node has told; this one if that says nothing new about primaries. */
  SlotMap next(ClusterView view, Function<URI, RedisNode> nodes) {
    Map<URI, Shard> owners = owners(view);
    boolean changed = false;
    for (Map.Entry<URI, Shard> owner : owners.entrySet()) {
      RedisNode primary = nodes.apply(owner.getKey());
      changed |= !primary.equals(owner.getValue().primary());
      owner.getValue().primaryIs(primary);
    }
    Shard[] next = new Shard[KeySlot.SLOTS];
    Arrays.fill(next, nobody);
    for (ClusterView.Range range : view.ranges()) {
      Shard owner = owners.getOrDefault(range.primary(), nobody);
      owner.replicasAre(range.replicas());
      Arrays.fill(next, range.first(), range.last() + 1, owner);
    }
    Set<Shard> named = new LinkedHashSet<>(Arrays.asList(next));
    if (!named.contains(nobody)) {
      nobody.outage().reads().end();
      nobody.outage().writes().end();
    }
    return changed || !Arrays.equals(next, slots) ? new SlotMap(nobody, next, named) : this;
  }

  private Map<URI, Shard> owners(ClusterView view) {
    Map<URI, Integer> sizes = new LinkedHashMap<>();
    view.ranges().forEach(range -> sizes.merge(range.primary(), range.size(), Integer::sum));
    Map<URI, Shard> owners = new HashMap<>();
    Set<Shard> free = new LinkedHashSet<>(shards);
    free.remove(nobody);
    for (URI primary : sizes.keySet()) {
      Shard stays = shardOf(primary);
      if (stays != null) {
        owners.put(primary, stays);
        free.remove(stays);
      }
    }
    // Whose primary is no longer one may have been taken over, and then most of its slots with it.
    sizes.forEach(
        (primary, size) -> {
          if (!owners.containsKey(primary)) {
            Shard taken = mostOf(primary, size, view, free);
            free.remove(taken);
            owners.put(primary, taken);
          }
        });
    return owners;
  }

  /** The shard that had most of a primary's slots, a new one if there is none. */
  private Shard mostOf(URI primary, int size, ClusterView view, Set<Shard> free) {
    Map<Shard, Integer> had = new HashMap<>();
    for (ClusterView.Range range : view.ranges()) {
      if (range.primary().equals(primary)) {
        for (int slot = range.first(); slot <= range.last(); slot++) {
          had.merge(slots[slot], 1, Integer::sum);
        }
      }
    }
    for (Shard shard : free) {
      if (2 * had.getOrDefault(shard, 0) > size) {
        return shard;
      }
    }
    return new Shard(null);
  }
}
