package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of one session, whichever {@link RecordFormat} it is in.
 *
 * @param format how it lies in Redis
 * @param secretHash SHA-256 of the secret, empty if it wasn't asked for
 * @param retiredHash that of the secret before the last rotation
 * @param rotated epoch ms of that rotation, null if there was none
 * @param created epoch ms
 * @param lastAccess epoch ms, as of the last write
 * @param idleTimeout ms
 * @param deadline epoch ms after which nothing extends it
 * @param authenticated epoch ms when credentials were last proven, 0 for never
 * @param account what it says of the login
 * @param version how many writes changed it
 * @param attributes encoded values by attribute name
 */
record SessionRecord(
    RecordFormat format,
    String secretHash,
    @Nullable String retiredHash,
    @Nullable Long rotated,
    long created,
    long lastAccess,
    long idleTimeout,
    long deadline,
    long authenticated,
    Map<AccountField, Object> account,
    int version,
    Map<String, String> attributes) {

  private static final String ATTRIBUTE = "d.";

  static String attributeField(String name) {
    return ATTRIBUTE + name;
  }

  /**
   * Reads the reply of HGETALL.
   *
   * @throws SessionFormatException if the record is of an unknown format or can't be read
   */
  static SessionRecord parse(Response reply) {
    StoredFields fields = StoredFields.of(reply);
    RecordFormat format = RecordFormat.of(fields);
    fields.require(RecordFormat.SECRET_HASH);
    return format.read(fields);
  }

  /** {@inheritDoc} Without hashes, names and attributes. */
  @Override
  public String toString() {
    return "record of version " + version + " with " + attributes.size() + " attributes";
  }

  /** Both deadlines by the clock of this process, whatever the TTL of the key says. */
  boolean isExpiredAt(long now) {
    return now >= deadline || now - lastAccess >= idleTimeout;
  }

  /** Tells whether a request with the retired secret may have been under way at the rotation. */
  boolean isWithin(Duration grace, long now) {
    return rotated != null && now - rotated < grace.toMillis();
  }
}
