/**
 * What users notice of a failover: a crowd of visitors goes on while the primary is taken away, and
 * what they saw is counted. The counts are asserted, the times are printed and written to {@code
 * target/failover.txt}.
 */
package io.github.redsessions.failover;
