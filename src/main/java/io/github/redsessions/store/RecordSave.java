package io.github.redsessions.store;

import java.util.List;
import java.util.Map;

/**
 * What one save writes, or what a record is created with, whichever its format is.
 *
 * @param ttl ms
 * @param secretHash which the record must have, or gets
 * @param writeId names the write, empty for a touch
 * @param now epoch ms
 * @param expectedVersion which the record must have, empty for any
 * @param newSecretHash of a rotation, empty for none
 * @param times of the session
 * @param account of the session
 * @param accountChanges of the account
 * @param attributes to set, by name
 * @param removedAttributes to remove
 */
record RecordSave(
    long ttl,
    String secretHash,
    String writeId,
    long now,
    String expectedVersion,
    String newSecretHash,
    SessionTimes times,
    SessionAccount account,
    SessionAccount.Changes accountChanges,
    Map<String, String> attributes,
    List<String> removedAttributes) {

  /** A save that writes the last access alone. */
  static RecordSave touch(SessionState state, long ttl, long now) {
    SessionAccount unchanged = new SessionAccount(Map.of());
    return new RecordSave(
        ttl,
        state.secretHash(),
        "",
        now,
        "",
        "",
        state.times(),
        unchanged,
        unchanged.changes(),
        Map.of(),
        List.of());
  }

  /** Adds the names of the fields to remove, after their number. */
  void addRemoves(List<Object> args, List<String> ownFields) {
    args.add(ownFields.size() + removedAttributes.size());
    args.addAll(ownFields);
    removedAttributes.forEach(name -> args.add(SessionRecord.attributeField(name)));
  }

  /** {@inheritDoc} Without hashes and attributes. */
  @Override
  public String toString() {
    return "save of " + attributes.size() + " attributes";
  }

  /** Adds the attributes that are set, each field and its value. */
  void addAttributes(List<Object> args) {
    attributes.forEach(
        (name, text) -> {
          args.add(SessionRecord.attributeField(name));
          args.add(text);
        });
  }
}
