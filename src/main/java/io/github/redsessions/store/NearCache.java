package io.github.redsessions.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.redsessions.config.NearCacheConfig;
import io.github.redsessions.redis.ChangeListener;
import io.github.redsessions.redis.Freshness;
import io.github.redsessions.redis.RedisCommands;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records of sessions in the memory of this process, so that an unchanged request asks Redis
 * nothing.
 *
 * <p>A record is used until its key changes, and no longer than {@link Freshness} says: {@code
 * nearCache.maxStalenessMs} after the last proof that all changes were heard of. It is never what
 * refuses: absence is not kept, and whoever presents another secret, or comes after a deadline, is
 * judged by Redis. A record with an elevation is not kept. What this process writes is dropped
 * before the write leaves and once more when it is answered, in {@link RedisCommands}, which all
 * writes go through.
 *
 * <p>Bounded in number and in size: one bound is all that Caffeine has, so that a record weighs
 * what it takes, but never less than {@code nearCache.maxBytes} divided by {@code
 * nearCache.maxEntries}. Row L13. Safe for use from any thread.
 */
final class NearCache implements ChangeListener {

  /** What a record takes besides its texts, about: its objects, and its place in the cache. */
  private static final int RECORD_BYTES = 640;

  private static final int FIELD_BYTES = 144;

  private final Cache<String, Entry> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder drops = new LongAdder();

  NearCache(NearCacheConfig config) {
    int least = leastWeight(config);
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(config.maxBytes())
            .weigher((String handle, Entry entry) -> Math.max(least, bytes(entry.record)))
            // Here and now, rather than on a thread of the common pool.
            .executor(Runnable::run)
            .build();
  }

  private record Entry(SessionRecord record, Freshness freshness) {}

  /** Makes one that hears of changes from now on. */
  static NearCache start(
      RedisCommands commands, SessionKeys keys, NearCacheConfig config, LongSupplier nanoTime) {
    NearCache cache = new NearCache(config);
    commands.track(keys.recordPrefix(), config.maxStaleness(), nanoTime, cache);
    return cache;
  }

  /**
   * Finds the record that an id opens.
   *
   * @param now epoch ms
   * @return null if Redis has to be asked
   */
  @Nullable SessionRecord find(SessionToken token, long now) {
    Entry entry = entries.getIfPresent(token.handle());
    if (entry == null
        || !entry.freshness.holds()
        || !token.hasHash(entry.record.secretHash())
        || entry.record.isExpiredAt(now)) {
      misses.increment();
      return null;
    }
    hits.increment();
    return entry.record;
  }

  /**
   * Keeps a record that was just read, and that an id has opened.
   *
   * @param freshness null if nobody would tell that it has changed: then it isn't kept
   */
  void keep(String handle, SessionRecord record, @Nullable Freshness freshness) {
    if (freshness == null
        || record.account().containsKey(AccountField.LEVEL)
        || record.account().containsKey(AccountField.QUARANTINED)) {
      return;
    }
    Entry entry = new Entry(record, freshness);
    entries.put(handle, entry);
    // Changed while it was on its way: it would never be used, and stay for a while.
    if (!freshness.holds()) {
      entries.asMap().remove(handle, entry);
    }
  }

  @Override
  public void changed(String name) {
    if (entries.asMap().remove(name) != null) {
      changes.increment();
    }
  }

  @Override
  public void allChanged() {
    entries.invalidateAll();
    drops.increment();
  }

  /** How often a record was found. */
  long hits() {
    return hits.sum();
  }

  /** How often Redis had to be asked. */
  long misses() {
    return misses.sum();
  }

  /** How many records were dropped because they had changed. */
  long changes() {
    return changes.sum();
  }

  /** How often all records were dropped. */
  long drops() {
    return drops.sum();
  }

  /** How many records there are. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  /** This fits into the bound at most as many times as there may be records. */
  private static int leastWeight(NearCacheConfig config) {
    return 1 + (config.maxBytes() - 1) / config.maxEntries();
  }

  /** How much memory a record takes, about. */
  static int bytes(SessionRecord record) {
    long bytes = RECORD_BYTES;
    for (Object value : record.account().values()) {
      bytes += FIELD_BYTES + (value instanceof String text ? bytes(text) : Long.BYTES);
    }
    for (Map.Entry<String, String> attribute : record.attributes().entrySet()) {
      bytes += FIELD_BYTES + bytes(attribute.getKey()) + bytes(attribute.getValue());
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** Java keeps two bytes for each character as soon as one of them needs it. */
  private static long bytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return 2L * text.length();
      }
    }
    return text.length();
  }
}
