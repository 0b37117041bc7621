package io.github.redsessions.store;

import io.github.redsessions.redis.Script;
import java.util.List;

/**
 * The Lua scripts, each of which takes one key; the first line of each file says what it takes and
 * what it replies.
 */
public final class SessionScripts {

  static final Script CREATE = Script.load(SessionScripts.class, "create.lua");
  static final Script SAVE = Script.load(SessionScripts.class, "save.lua");
  static final Script DESTROY = Script.load(SessionScripts.class, "destroy.lua");

  static final Script AUDIT = Script.load(SessionScripts.class, "audit.lua");

  /** All of them, to be loaded when a connection opens. */
  public static final List<Script> ALL = List.of(CREATE, SAVE, DESTROY, AUDIT);

  /** The reply of {@link #SAVE} when the record is gone or has another secret. */
  static final int GONE = 0;

  /** The reply of {@link #SAVE} when the record has another version than the expected one. */
  static final int CONFLICT = -1;

  /** The reply of {@link #CREATE} when the handle belongs to another session. */
  static final int TAKEN = -2;

  private SessionScripts() {}
}
