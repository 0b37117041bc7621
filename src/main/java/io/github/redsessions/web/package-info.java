/** What a store can't do: the hardened session handler and the policy of its cookie. */
@NullMarked
package io.github.redsessions.web;

import org.jspecify.annotations.NullMarked;
