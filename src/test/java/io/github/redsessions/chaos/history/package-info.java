/**
 * Checks what clients saw of a fleet under faults. A {@link History} is a list of operations, each
 * with the real time in which it was under way and with what its client was told; a {@link Rule}
 * finds those that contradict a guarantee. Nothing here talks to anybody, so that the rules are
 * tested with histories that are made by hand: {@link Checker} lists them.
 *
 * <p>A client that got no answer, or a 503, doesn't know what was done: such an operation may take
 * effect at any time after it began, or never. So the rules find what can't be explained, and never
 * what can.
 */
package io.github.redsessions.chaos.history;
