package io.github.redsessions.config;

/**
 * Where the login service listens: the keys under {@code http}.
 *
 * @param host {@code http.host}, default {@code 0.0.0.0}
 * @param port {@code http.port}, default 8080; 0 takes a free port
 */
public record HttpConfig(String host, int port) {}
