package io.github.redsessions.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Back-pressure of a response that waits: its queue is full for as long as something is held, and
 * whoever was told so is told when that is over.
 */
final class DrainSignal {

  private final CommitGate gate;
  private final HttpServerResponse real;
  private volatile @Nullable Handler<Void> handler;
  private volatile boolean saidFull;

  /**
   * Creates it.
   *
   * @param gate where operations are held
   * @param real the response that they are handed on to
   */
  DrainSignal(CommitGate gate, HttpServerResponse real) {
    this.gate = gate;
    this.real = real;
  }

  boolean isFull() {
    if (gate.isHolding()) {
      saidFull = true;
      return true;
    }
    return real.writeQueueFull();
  }

  void setHandler(@Nullable Handler<Void> handler) {
    this.handler = handler;
    real.drainHandler(handler == null ? null : v -> drained());
  }

  /** Calls the handler, unless something is held. */
  void drained() {
    Handler<Void> drainHandler = handler;
    if (drainHandler != null && !gate.isHolding()) {
      drainHandler.handle(null);
    }
  }

  /** Calls the handler if somebody waits for it, when nothing is held any more. */
  void released() {
    if (saidFull && !real.ended() && !real.writeQueueFull()) {
      drained();
    }
  }
}
