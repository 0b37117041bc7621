/** The session store: ids, records, attribute encoding, Lua scripts, keys. */
@NullMarked
package io.github.redsessions.store;

import org.jspecify.annotations.NullMarked;
