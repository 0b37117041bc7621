/** Sessions in Redis for Vert.x Web. */
@SuppressWarnings("module")
module io.github.redsessions {
  requires transitive io.vertx.core;
  requires transitive io.vertx.web;
  requires transitive io.vertx.auth.common;
  requires transitive io.vertx.eventbusbridge;
  requires io.vertx.redis.client;
  requires com.github.benmanes.caffeine;
  requires com.fasterxml.jackson.core;
  requires io.netty.buffer;
  requires io.netty.transport;
  requires org.slf4j;
  requires static io.vertx.codegen.api;
  requires static io.vertx.codegen.json;
  requires static transitive org.jspecify;
  requires static io.vertx.config;
  requires static io.vertx.metrics.micrometer;
  requires static micrometer.core;
  requires static micrometer.registry.prometheus;
  requires static io.vertx.launcher.application;
  requires static info.picocli;

  exports io.github.redsessions;
  exports io.github.redsessions.config;
  exports io.github.redsessions.login;

  opens io.github.redsessions.login to
      info.picocli;
}
