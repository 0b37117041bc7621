package io.github.redsessions.redis;

/**
 * The hash slot of a key in a cluster: CRC16 (XMODEM) of its UTF-8 bytes, modulo 16384. If the key
 * holds a hash tag, which is what stands between its first brace and the next closing one, only
 * that counts, unless it is empty.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/">Redis:
 *     cluster specification</a>
 */
final class KeySlot {

  static final int SLOTS = 16_384;

  private static final int POLYNOMIAL = 0x1021;
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      TABLE[i] = crc & 0xFFFF;
    }
  }

  private KeySlot() {}

  static int of(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open + 1);
    return close > open + 1 ? slot(key, open + 1, close) : slot(key, 0, key.length());
  }

  /** Encodes on the way, so that no request has to allocate for this. */
  private static int slot(String key, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      char c = key.charAt(i);
      if (c < 0x80) {
        crc = add(crc, c);
      } else if (c < 0x800) {
        crc = add(crc, 0xC0 | (c >> 6));
        crc = continuation(crc, c);
      } else if (!Character.isSurrogate(c)) {
        crc = add(crc, 0xE0 | (c >> 12));
        crc = continuation(crc, c >> 6);
        crc = continuation(crc, c);
      } else if (isPair(key, i, to)) {
        int point = key.codePointAt(i++);
        crc = add(crc, 0xF0 | (point >> 18));
        crc = continuation(crc, point >> 12);
        crc = continuation(crc, point >> 6);
        crc = continuation(crc, point);
      } else {
        // What Java encodes half a pair as.
        crc = add(crc, '?');
      }
    }
    return crc % SLOTS;
  }

  private static boolean isPair(String key, int i, int to) {
    return i + 1 < to && Character.isSurrogatePair(key.charAt(i), key.charAt(i + 1));
  }

  private static int continuation(int crc, int bits) {
    return add(crc, 0x80 | (bits & 0x3F));
  }

  private static int add(int crc, int b) {
    return ((crc << 8) & 0xFFFF) ^ TABLE[(crc >> 8) ^ b];
  }
}
