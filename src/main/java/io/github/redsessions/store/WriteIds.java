package io.github.redsessions.store;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names writes, so that one that reaches Redis twice is recognised: 8 characters that differ within
 * this process, and from those of another process by the random start.
 */
final class WriteIds {

  private final AtomicLong next;

  WriteIds(RandomBytes random) {
    byte[] start = new byte[Long.BYTES];
    random.next(start);
    this.next = new AtomicLong(ByteBuffer.wrap(start).getLong());
  }

  String next() {
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(next.getAndIncrement()).array();
    // The six low bytes: 48 bits, compared with only the last four writes of the same session.
    byte[] low = new byte[6];
    System.arraycopy(bytes, 2, low, 0, low.length);
    return Base64.getUrlEncoder().encodeToString(low);
  }
}
