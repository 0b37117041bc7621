package io.github.redsessions.chaos.history;

/** What a client was told. */
public enum Outcome {
  /** It is done. */
  OK,
  /** The client has no session. */
  REFUSED,
  /** It is not done, because the session ended or was changed meanwhile; it was there before. */
  CONFLICT,
  /** Nobody knows: no answer, or a 503. It may be done at any later time. */
  UNKNOWN,
  /** An answer that there must not be. */
  UNEXPECTED
}
