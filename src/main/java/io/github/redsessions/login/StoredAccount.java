package io.github.redsessions.login;

import java.util.Set;

/** An account as the file has it. */
record StoredAccount(String username, PasswordHash hash, Set<String> roles, boolean disabled) {}
