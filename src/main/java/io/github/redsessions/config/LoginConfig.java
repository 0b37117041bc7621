package io.github.redsessions.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the login service: the keys under {@code login}.
 *
 * @param accountsFile {@code login.accountsFile}: a JSON file of accounts; absent: every login is
 *     refused
 * @param hint {@code login.hint}: a line for the start-up message and the login page of a
 *     demonstration, absent by default
 */
public record LoginConfig(@Nullable Path accountsFile, @Nullable String hint) {}
