/** The login service: a verticle with routes and pages, and the accounts behind it. */
@NullMarked
package io.github.redsessions.login;

import org.jspecify.annotations.NullMarked;
