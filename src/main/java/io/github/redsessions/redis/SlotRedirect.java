package io.github.redsessions.redis;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What MOVED and ASK say: {@code MOVED 3999 127.0.0.1:6381}.
 *
 * @param slot whose keys are meant
 * @param node who has them
 * @param moved true if it has the whole slot from now on, false if it has this key while the slot
 *     is still on its way
 */
record SlotRedirect(int slot, URI node, boolean moved) {

  /** Reads an error that a node replied; null if it is none of these, or names no node. */
  static @Nullable SlotRedirect parse(ReplyError error, URI sender, ClusterAddresses addresses) {
    boolean moved = error.kind().equals("MOVED");
    if (!moved && !error.kind().equals("ASK")) {
      return null;
    }
    String[] words = error.detail().strip().split(" ", -1);
    // The last one, for an IPv6 address has colons of its own and no brackets.
    int colon = words.length == 2 ? words[1].lastIndexOf(':') : -1;
    if (colon < 0) {
      return null;
    }
    URI node = addresses.of(words[1].substring(0, colon), words[1].substring(colon + 1), sender);
    int slot = slot(words[0]);
    return node == null || slot < 0 ? null : new SlotRedirect(slot, node, moved);
  }

  private static int slot(String text) {
    try {
      int slot = Integer.parseInt(text);
      return slot < KeySlot.SLOTS ? slot : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
