package io.github.redsessions.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A slot on its way from one primary to another. Until {@link #finish()} the old owner answers ASK
 * for a key that isn't there (any more), and TRYAGAIN is what a command gets whose keys are on both
 * sides.
 */
public final class SlotMove {

  private static final int BATCH = 100;

  private final ClusterFleet fleet;
  private final String slot;
  private final RedisServer from;
  private final RedisServer to;

  SlotMove(ClusterFleet fleet, int slot, RedisServer from, RedisServer to) {
    this.fleet = fleet;
    this.slot = Integer.toString(slot);
    this.from = from;
    this.to = to;
    to.command("CLUSTER", "SETSLOT", this.slot, "IMPORTING", id(from));
    from.command("CLUSTER", "SETSLOT", this.slot, "MIGRATING", id(to));
  }

  /** Moves some of the slot's keys; a key that isn't there is skipped. */
  public void migrate(String... keys) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("MIGRATE", "127.0.0.1", Integer.toString(to.fleetPort()), "", "0"));
    command.addAll(List.of("5000", "REPLACE"));
    List<String> credentials = to.config().credentials();
    if (!credentials.isEmpty()) {
      command.add(credentials.size() == 1 ? "AUTH" : "AUTH2");
      command.addAll(credentials);
    }
    command.add("KEYS");
    command.addAll(List.of(keys));
    from.command(command.toArray(String[]::new));
  }

  /** Moves all keys that are left. */
  public void migrateAll() {
    for (String[] keys = keysLeft(); keys.length > 0; keys = keysLeft()) {
      migrate(keys);
    }
  }

  /** Makes the new owner known and returns when every node knows it. */
  public void finish() {
    String id = id(to);
    to.command("CLUSTER", "SETSLOT", slot, "NODE", id);
    from.command("CLUSTER", "SETSLOT", slot, "NODE", id);
    fleet.awaitOwner(Integer.parseInt(slot), to);
  }

  /** Ends both half-way states; keys that were moved stay where they are. */
  public void cancel() {
    from.command("CLUSTER", "SETSLOT", slot, "STABLE");
    to.command("CLUSTER", "SETSLOT", slot, "STABLE");
  }

  private String[] keysLeft() {
    List<?> keys =
        (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(BATCH));
    return keys.toArray(String[]::new);
  }

  private static String id(RedisServer server) {
    return (String) server.command("CLUSTER", "MYID");
  }
}
