/**
 * The configuration: a tree of records with every key, its default and its bounds, and the one
 * strict reader.
 */
@NullMarked
package io.github.redsessions.config;

import org.jspecify.annotations.NullMarked;
