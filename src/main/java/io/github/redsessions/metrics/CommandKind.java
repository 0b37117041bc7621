package io.github.redsessions.metrics;

import java.util.Locale;

/** The kinds of commands that are sent to Redis: each script is one. */
public enum CommandKind {
  /** Reads the record of a session. */
  HGETALL("HGETALL"),
  /** Reads the numbers of revocations, or what a list of sessions shows. */
  HMGET("HMGET"),
  /** Deletes a key. */
  DEL("DEL"),
  /** Reads a page of keys. */
  SCAN("SCAN"),
  /** Stores a new session. */
  CREATE,
  /** Changes a session, or writes its last access. */
  SAVE,
  /** Ends a session. */
  DESTROY,
  /** Marks a record that can't be read. */
  QUARANTINE,
  /** Adds an event to the stream of the audit. */
  AUDIT,
  /** Counts a failed login of an account. */
  ATTEMPT,
  /** Forgets the failed logins of an account. */
  SUCCEED,
  /** Takes a login from a budget. */
  TAKE,
  /** Gives a login back to a budget. */
  GIVEBACK,
  /** Puts a session into the list of its user. */
  ADMIT,
  /** Reads the list of a user's sessions. */
  LIST,
  /** Takes a session out of the list of its user. */
  LEAVE,
  /** Draws the number of a revocation. */
  DRAW,
  /** Gives a user the number of a revocation. */
  RAISE,
  /** Ends a session of a user. */
  REVOKE,
  /** Finds out whether a primary takes writes. */
  READY,
  /** Any other script. */
  OTHER;

  private final String word = name().toLowerCase(Locale.ROOT);
  private final String command;

  CommandKind() {
    this("EVALSHA");
  }

  CommandKind(String command) {
    this.command = command;
  }

  /**
   * Finds the kind of a script.
   *
   * @param file its name, such as {@code save2.lua}: of all formats one kind
   * @return its kind, {@link #OTHER} for one that is unknown
   */
  public static CommandKind ofScript(String file) {
    String word = file.replaceFirst("\\d*\\.lua$", "");
    for (CommandKind kind : values()) {
      if (kind.word.equals(word) && kind.isScript()) {
        return kind;
      }
    }
    return OTHER;
  }

  /**
   * Tells scripts from commands of Redis itself.
   *
   * @return true for a script
   */
  public boolean isScript() {
    return command.equals("EVALSHA");
  }

  /**
   * Names it.
   *
   * @return one word in lower case
   */
  public String word() {
    return word;
  }

  /**
   * Names the command of Redis.
   *
   * @return in upper case; EVALSHA for all scripts
   */
  public String command() {
    return command;
  }
}
