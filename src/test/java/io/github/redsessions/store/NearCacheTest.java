package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.NearCacheConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.FreshnessUnderTest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process keeps of records, for how long, and how much of it. Row L13. */
class NearCacheTest {

  private static final int BYTES = 64 << 10;

  private final SessionUnderTest under = new SessionUnderTest();
  private final FreshnessUnderTest freshness = new FreshnessUnderTest();
  private final SessionToken token = SessionToken.generate(under.rules.random(), 65);
  private final SessionRecord record = under.record(token, 1, Map.of("a", "1"));
  private final NearCache cache = cache(16);

  private static NearCache cache(int entries) {
    JsonObject near = new JsonObject().put("maxEntries", entries).put("maxBytes", BYTES);
    NearCacheConfig config =
        SessionsConfig.from(new JsonObject().put("nearCache", near)).nearCache();
    return new NearCache(config);
  }

  private void keep(SessionRecord kept) {
    cache.keep(token.handle(), kept, freshness.of(token.handle()));
  }

  private SessionRecord found() {
    return cache.find(token, under.clock.millis());
  }

  private SessionRecord with(Map<AccountField, Object> account, Map<String, String> attributes) {
    return new SessionRecord(
        record.format(),
        record.secretHash(),
        null,
        null,
        record.created(),
        record.lastAccess(),
        record.idleTimeout(),
        record.deadline(),
        record.authenticated(),
        account,
        1,
        attributes);
  }

  @Test
  void l13_recordThatHolds_isFound_andBothAreCounted() {
    assertThat(found()).isNull();
    keep(record);
    assertThat(found()).isSameAs(record);
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(1);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void recordThatDoesNotHold_orIsOver_orOfAnotherSecret_isNotFound() {
    keep(record);
    assertThat(cache.find(token.withNewSecret(under.rules.random()), under.clock.millis()))
        .isNull();
    assertThat(cache.find(token, under.clock.millis() + 59_999)).isSameAs(record);
    assertThat(cache.find(token, under.clock.millis() + 60_000)).isNull();
    freshness.changed(token.handle());
    assertThat(found()).isNull();
    assertThat(cache.misses()).isEqualTo(3);
  }

  @Test
  void recordThatChangedOnItsWay_orIsNotFollowed_isNotKept() {
    cache.keep(token.handle(), record, null);
    assertThat(cache.size()).isZero();
    var read = freshness.of(token.handle());
    freshness.changed(token.handle());
    cache.keep(token.handle(), record, read);
    assertThat(cache.size()).isZero();
  }

  /** Whether a level has ended, and whether a record can be read again, only Redis says. */
  @Test
  void elevatedSession_andOneInQuarantine_areNotKept() {
    keep(with(Map.of(AccountField.LEVEL, "sudo"), Map.of()));
    keep(with(Map.of(AccountField.QUARANTINED, "1:x"), Map.of()));
    assertThat(cache.size()).isZero();
    keep(with(Map.of(AccountField.USER, "ref"), Map.of()));
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void l13_whatChanges_isDroppedOnce_andAllOfItTogether() {
    keep(record);
    cache.changed("another");
    assertThat(cache.changes()).isZero();
    cache.changed(token.handle());
    cache.changed(token.handle());
    assertThat(cache.changes()).isEqualTo(1);
    assertThat(found()).isNull();
    keep(record);
    cache.allChanged();
    assertThat(cache.drops()).isEqualTo(1);
    assertThat(cache.size()).isZero();
  }

  @Test
  void recordsAreBoundedByTheirNumber_andByWhatTheyTake() {
    for (int i = 0; i < 50; i++) {
      String handle = SessionToken.generate(under.rules.random(), 65).handle();
      cache.keep(handle, record, freshness.of(handle));
    }
    assertThat(cache.size()).isEqualTo(16);

    NearCache many = cache(1_000_000);
    SessionRecord large = with(Map.of(), Map.of("a", "x".repeat(BYTES / 4)));
    for (int i = 0; i < 10; i++) {
      String handle = SessionToken.generate(under.rules.random(), 65).handle();
      many.keep(handle, large, freshness.of(handle));
    }
    assertThat(many.size()).isEqualTo(3);
  }

  @Test
  void size_countsFieldsAndCharacters_andWideOnesTwice() {
    int empty = NearCache.bytes(with(Map.of(), Map.of()));
    assertThat(empty).isBetween(100, 2_000);
    int field = NearCache.bytes(with(Map.of(), Map.of("", ""))) - empty;
    assertThat(field).isBetween(50, 500);
    assertThat(NearCache.bytes(with(Map.of(), Map.of("ab", "cde")))).isEqualTo(empty + field + 5);
    assertThat(NearCache.bytes(with(Map.of(), Map.of("ab", "cdÿ")))).isEqualTo(empty + field + 5);
    assertThat(NearCache.bytes(with(Map.of(), Map.of("ab", "cdĀ")))).isEqualTo(empty + field + 8);
    assertThat(NearCache.bytes(with(Map.of(AccountField.USER, "ref"), Map.of())))
        .isEqualTo(empty + field + 3);
    assertThat(NearCache.bytes(with(Map.of(AccountField.GENERATION, 1L), Map.of())))
        .isEqualTo(empty + field + 8);
  }
}
