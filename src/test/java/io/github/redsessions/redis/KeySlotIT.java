package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySlotIT {

  private static final int[] ALPHABET = {
    'a', 'Z', '0', ':', '-', '{', '{', '}', '}', ' ', '\n', 0x7F, 0x80, 0xE9, 0x7FF, 0x800, 0x20AC,
    0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF, 0xD83D, 0xDE00
  };

  @Test
  void slot_isWhatRedisSays() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (RedisServer server = RedisServer.start("--cluster-enabled", "yes")) {
      for (int i = 0; i < 2_000; i++) {
        StringBuilder key = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
          key.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        assertThat((long) KeySlot.of(key.toString()))
            .as("key %s of seed %d", key, seed)
            .isEqualTo(server.command("CLUSTER", "KEYSLOT", key.toString()));
      }
    }
  }
}
