package io.github.redsessions.store;

import io.github.redsessions.redis.Script;
import java.util.List;

/**
 * The Lua scripts, each of which takes one key; the first line of each file says what it takes and
 * what it replies.
 */
public final class SessionScripts {

  static final Script CREATE = Script.load(SessionScripts.class, "create.lua");

  /** Changes a record of {@link RecordFormat1}. */
  static final Script SAVE = Script.load(SessionScripts.class, "save.lua");

  /** Changes a record of {@link RecordFormat2}. */
  static final Script SAVE_2 = Script.load(SessionScripts.class, "save2.lua");

  static final Script DESTROY = Script.load(SessionScripts.class, "destroy.lua");

  static final Script QUARANTINE = Script.load(SessionScripts.class, "quarantine.lua");

  static final Script AUDIT = Script.load(SessionScripts.class, "audit.lua");

  static final Script ATTEMPT = Script.load(SessionScripts.class, "attempt.lua");
  static final Script SUCCEED = Script.load(SessionScripts.class, "succeed.lua");
  static final Script TAKE = Script.load(SessionScripts.class, "take.lua");
  static final Script GIVE_BACK = Script.load(SessionScripts.class, "giveback.lua");

  static final Script ADMIT = Script.load(SessionScripts.class, "admit.lua");
  static final Script LIST = Script.load(SessionScripts.class, "list.lua");
  static final Script LEAVE = Script.load(SessionScripts.class, "leave.lua");
  static final Script DRAW = Script.load(SessionScripts.class, "draw.lua");
  static final Script RAISE = Script.load(SessionScripts.class, "raise.lua");
  static final Script REVOKE = Script.load(SessionScripts.class, "revoke.lua");

  /** Writes a key that nobody needs. */
  static final Script READY = Script.load(SessionScripts.class, "ready.lua");

  /** All of them, to be loaded when a connection opens. */
  public static final List<Script> ALL =
      List.of(
          CREATE,
          SAVE,
          SAVE_2,
          DESTROY,
          AUDIT,
          ATTEMPT,
          SUCCEED,
          TAKE,
          GIVE_BACK,
          ADMIT,
          LIST,
          LEAVE,
          DRAW,
          RAISE,
          REVOKE,
          QUARANTINE,
          READY);

  /** The reply of a save when the record is gone or has another secret. */
  static final int GONE = 0;

  /** The reply of a save when the record has another version than the expected one. */
  static final int CONFLICT = -1;

  /** The reply of {@link #CREATE} when the handle belongs to another session. */
  static final int TAKEN = -2;

  private SessionScripts() {}
}
