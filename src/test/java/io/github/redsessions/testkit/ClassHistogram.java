package io.github.redsessions.testkit;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is alive in the heap of this process, by class. */
public final class ClassHistogram {

  private ClassHistogram() {}

  /**
   * Counts, after a full collection; blocks, and stops the process meanwhile.
   *
   * @return lines such as {@code 12: 345 6789 java.util.HashMap$Node (java.base@17)}: a number,
   *     instances, bytes, and the class
   */
  public static String take() throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
  }
}
