package io.github.redsessions.web;

import io.vertx.ext.web.handler.SessionHandler;

/** What the requests behind one session handler have in common. Safe for use from any thread. */
final class CommitRules {

  final SessionHandler stock;
  final OutageStore store;
  final CookiePolicy cookie;
  final boolean saveOnError;
  final SessionEvents events;
  private volatile boolean lazy;

  CommitRules(
      SessionHandler stock,
      OutageStore store,
      CookiePolicy cookie,
      boolean saveOnError,
      SessionEvents events) {
    this.stock = stock;
    this.store = store;
    this.cookie = cookie;
    this.saveOnError = saveOnError;
    this.events = events;
  }

  /** Tells whether a new session is stored only if somebody writes to it. */
  boolean isLazy() {
    return lazy;
  }

  void setLazy(boolean lazy) {
    this.lazy = lazy;
  }
}
