package io.github.redsessions.store;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What a session consists of: its id, its deadlines, its attributes and whose it is, each as Redis
 * holds it and as it is to be. Finds what a put has to write, and takes note of what it wrote.
 *
 * <p>Attributes may be read and written by many threads; everything else belongs to the request,
 * and to one put at a time.
 */
final class SessionContent {

  private final SessionRules rules;
  private final SessionIds ids;
  private final SessionTimes times;
  private final RecordFormat format;
  private final SessionAttributes attributes;
  private final SessionAccount account;
  private final UnreadableAttributes unreadable;
  private int version;

  /** Begins a session that Redis doesn't know yet. */
  SessionContent(SessionToken token, SessionTimes times, SessionRules rules) {
    this.rules = rules;
    this.ids = new SessionIds(token, null, rules);
    this.times = times;
    this.format = RecordFormat.of(rules.config().format());
    this.attributes = new SessionAttributes(Map.of(), ids, rules, rules.config().maxBytes());
    this.account = new SessionAccount(Map.of());
    this.unreadable = new UnreadableAttributes(token.handle(), handle -> {});
  }

  /**
   * Takes what Redis holds.
   *
   * @param unreadable told the handle, once, if an attribute is asked for and can't be read
   * @throws UnreadableException if an attribute can't be decrypted
   */
  SessionContent(
      SessionToken token, SessionRecord record, SessionRules rules, Consumer<String> unreadable) {
    this.rules = rules;
    this.ids = new SessionIds(token, token, rules);
    this.times = SessionTimes.of(record, rules.config());
    this.format = record.format();
    this.attributes =
        new SessionAttributes(record.attributes(), ids, rules, rules.config().maxBytes());
    this.account = new SessionAccount(record.account());
    this.unreadable = new UnreadableAttributes(token.handle(), unreadable);
    this.version = record.version();
  }

  SessionRules rules() {
    return rules;
  }

  SessionIds ids() {
    return ids;
  }

  SessionTimes times() {
    return times;
  }

  /** How Redis holds it, or will. */
  RecordFormat format() {
    return format;
  }

  SessionAttributes attributes() {
    return attributes;
  }

  SessionAccount account() {
    return account;
  }

  UnreadableAttributes unreadable() {
    return unreadable;
  }

  /**
   * Tells whether a put that changes nothing may not prolong the session: Redis has a newer id than
   * this request, or what can't be read.
   */
  boolean isSuperseded() {
    // A touch would give the record back the time to live of one that can be read.
    return ids.isSuperseded() || unreadable.isAny();
  }

  /** The version of the record as of the last load or save; 0 for one that was never stored. */
  int version() {
    return version;
  }

  /**
   * Finds what is to be written.
   *
   * @throws IllegalArgumentException if a value can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if the session would be larger than
   *     {@code session.maxBytes}
   */
  SessionChanges changes() {
    return attributes.changes(rules.config().maxBytes(), ids.isRotating());
  }

  /**
   * Takes over what others have written of the session since it was loaded or saved.
   *
   * @throws UnreadableException if it can't be decrypted
   */
  void rebase(SessionRecord record, SessionToken under) {
    attributes.rebase(record.attributes(), under);
    version = record.version();
  }

  /**
   * Takes note that Redis has the changes now, under the id that was sent.
   *
   * @param newVersion of the record by these changes; that of the last load or save if they are
   *     none
   */
  void saved(
      SessionChanges changes,
      SessionAccount.Changes accountChanges,
      SessionToken sent,
      int newVersion,
      long now) {
    attributes.saved(changes, sent);
    account.saved(accountChanges);
    if (!ids.isStored() || newVersion == version + 1) {
      // Otherwise others have written too, which is not known here.
      version = newVersion;
    }
    if (!sent.equals(ids.stored())) {
      times.newId(now);
    }
    ids.saved(sent, now);
    times.stored(now);
    LargeSession large = changes.large(sent.handle(), rules.config().maxBytes());
    if (large != null) {
      rules.largeSessions().accept(large);
    }
  }
}
