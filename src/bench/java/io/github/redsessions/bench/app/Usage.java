package io.github.redsessions.bench.app;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * What a process has used so far.
 *
 * @param cpuNanos CPU time of all its threads, the compiler's and the collector's included
 * @param allocatedBytes what its event loops have allocated
 */
public record Usage(long cpuNanos, long allocatedBytes) {

  private static final String EVENT_LOOP = "vert.x-eventloop-thread-";

  /** What this process has used. */
  static Usage now() {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long allocated = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(EVENT_LOOP)) {
        allocated += threads.getThreadAllocatedBytes(thread.getThreadId());
      }
    }
    return new Usage(process.getProcessCpuTime(), allocated);
  }

  /** One line that {@link #parse} reads. */
  String line() {
    return cpuNanos + " " + allocatedBytes;
  }

  /** Reads {@link #line()}. */
  public static Usage parse(String line) {
    int space = line.indexOf(' ');
    return new Usage(
        Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
  }
}
