package io.github.redsessions.config;

public class ConfigException extends RuntimeException {
  public ConfigException() {}

  private static final long serialVersionUID = 1L;
}
