package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What caches are told of a response with a session. Row X7, CVE-2023-30861. */
class ResponseCachingTest {

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private, No-Store", "NO-STORE , max-age=0"})
  void x7_whatForbidsStoring_stays(String said) {
    ResponseCaching.forbid(headers.set("Cache-Control", said));
    assertThat(headers.getAll("Cache-Control")).containsExactly(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "max-age=600, no-storehouse", ""})
  void x7_whatAllowsStoring_isReplaced(String said) {
    ResponseCaching.forbid(headers.set("Cache-Control", said));
    assertThat(headers.getAll("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void x7_nothing_isNoLeave() {
    ResponseCaching.forbid(headers);
    assertThat(headers.get("Cache-Control")).isEqualTo("no-store");
    ResponseCaching.vary(headers);
    assertThat(headers.getAll("Vary")).containsExactly("Cookie");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"cookie|1", "Accept, Cookie|1", "*|1", "Accept|2", "Cookies|2"})
  void vary_namesCookieOnce(String said, int lines) {
    headers.add("Vary", "Origin").add("Vary", said);
    ResponseCaching.vary(headers);
    assertThat(headers.getAll("Vary")).hasSize(lines + 1);
    assertThat(headers.getAll("Vary").get(lines)).isEqualTo(lines == 1 ? said : "Cookie");
  }
}
