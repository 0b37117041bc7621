package io.github.redsessions.chaos;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.redsessions.testkit.ClassHistogram;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.json.JsonObject;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;

/**
 * What a process holds, after a full collection: the histogram of its live objects counts whatever
 * a map, a queue or a cache keeps, whether anybody thought of it or not.
 */
final class Vitals {

  /** As in {@code 12: 345 6789 java.util.HashMap$Node (java.base@17)}. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) +(\\d+) +(\\S+)|^Total +(\\d+) +(\\d+)");

  private Vitals() {}

  /** Blocks, and stops the process while it counts. */
  static JsonObject take() throws JMException {
    String histogram = ClassHistogram.take();
    JsonObject classes = new JsonObject();
    long heap = 0;
    for (Matcher line = LINE.matcher(histogram); line.find(); ) {
      if (line.group(5) != null) {
        heap = Long.parseLong(line.group(5));
      } else {
        classes.put(line.group(3), Long.parseLong(line.group(1)));
      }
    }
    return new JsonObject()
        .put("heap", heap)
        .put("buffers", buffers())
        .put("direct", direct())
        .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
        .put("files", files())
        .put("classes", classes);
  }

  /** What the allocator of Vert.x has taken for buffers, in chunks that are lent in parts. */
  private static long buffers() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }

  /** Memory outside of the heap, pools included. */
  private static long direct() {
    long ofJava =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ofJava + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
