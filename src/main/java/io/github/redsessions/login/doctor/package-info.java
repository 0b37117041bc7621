/** The examination of a configuration and of its Redis servers by a person. */
@NullMarked
package io.github.redsessions.login.doctor;

import org.jspecify.annotations.NullMarked;
