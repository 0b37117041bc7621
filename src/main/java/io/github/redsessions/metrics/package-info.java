/** What is counted and timed, and who gets to know: Micrometer if it is there, and status pages. */
@NullMarked
package io.github.redsessions.metrics;

import org.jspecify.annotations.NullMarked;
