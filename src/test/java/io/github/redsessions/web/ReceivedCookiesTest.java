package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.web.ReceivedCookies.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows C7 and C8: which Cookie headers carry a session cookie, and which only seem to. */
class ReceivedCookiesTest {

  private static final String NAME = "__Host-sid";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "__Host-sid=v",
        "a=b; __Host-sid=v; c=d",
        "a=b;__Host-sid=v",
        "a=__Host-sid=w; __Host-sid=v",
        "x__Host-sid=w; __Host-sid=v; __Host-sid2=w",
        "; ;__Host-sid=v;",
        "=; a; __Host-sid=v",
        "$a=b; __Host-sid=v"
      })
  void oneExactPair_counts(String header) {
    assertThat(ReceivedCookies.read(List.of(header), NAME))
        .isEqualTo(new ReceivedCookies("v", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "=", "a=b", "__Host-sid", "a=__Host-sid=v", "$Version=1; a=b"})
  void noPair_isNothing(String header) {
    assertThat(ReceivedCookies.read(List.of(header), NAME))
        .isEqualTo(new ReceivedCookies(null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "__Host-sid=v; __Host-sid=w, DUPLICATE",
    "__Host-sid=v; a=b; __Host-sid=v, DUPLICATE",
    "__Host-sid=; __Host-sid=v, DUPLICATE",
    "__host-sid=v, CASE",
    "__Host-sid=v; __HOST-SID=w, CASE",
    "__host-sid=v; __Host-sid=w, CASE",
    "$Version=1; __Host-sid=v, VERSION",
    "$version=1; __Host-sid=v; $Path=/, VERSION",
    "__Host-sid=v; $Path=/, VERSION",
    "=__Host-sid=v, NAMELESS",
    "' = __host-sid=v', NAMELESS",
    "__Host-sid=v; =__Host-sid=w, NAMELESS",
    "'__Host-sid=\"v\"', QUOTED",
    "'__Host-sid=\"v', QUOTED",
    "__Host-sid =v, MALFORMED",
    "__Host-sid=v; __Host-sid\t=w, MALFORMED"
  })
  void whatAnotherReaderCouldTakeForIt_isRefused(String header, Refusal refusal) {
    assertThat(ReceivedCookies.read(List.of(header), NAME))
        .isEqualTo(new ReceivedCookies(null, refusal));
  }

  @Test
  void c7_twoHeaders_areOneList() {
    assertThat(ReceivedCookies.read(List.of("__Host-sid=v", "__Host-sid=w"), NAME).refusal())
        .isEqualTo(Refusal.DUPLICATE);
    assertThat(ReceivedCookies.read(List.of("__Host-sid=v", "$Path=/"), NAME).refusal())
        .isEqualTo(Refusal.VERSION);
  }

  @Test
  void oneHeaderWithNothingElse_isTheOnlyCookie() {
    assertThat(ReceivedCookies.isOnly(List.of("__Host-sid=v!~"), NAME, "v!~")).isTrue();
  }

  /** The value is what a lenient reader has made of the header. */
  @ParameterizedTest
  @CsvSource({
    "__Host-sid=v; a=b, v",
    "'__Host-sid=v ', v",
    "' __Host-sid=v', v",
    "__Host-sid=w, v",
    "__Host-sid=vw, w",
    "__Host-sid:v, v",
    "__host-sid=v, v",
    "__Host-sid=v; x, v; x",
    "'__Host-sid=v w', v w",
    "'__Host-sid=\"v\"', '\"v\"'",
    "__Host-sid=vä, vä"
  })
  void whatIsMoreThanOnePlainPair_isNotTheOnlyCookie(String header, String value) {
    assertThat(ReceivedCookies.isOnly(List.of(header), NAME, value)).isFalse();
  }

  @Test
  void c7_twoHeadersOrNone_areNotTheOnlyCookie() {
    List<String> two = List.of("__Host-sid=v", "__Host-sid=v");
    assertThat(ReceivedCookies.isOnly(two, NAME, "v")).isFalse();
    assertThat(ReceivedCookies.isOnly(List.of(), NAME, "v")).isFalse();
  }

  @Test
  void aCookieOverTheBound_isNotTheOnlyCookie() {
    String fits = "v".repeat(ReceivedCookies.MAX_LENGTH - NAME.length() - 1);
    assertThat(ReceivedCookies.isOnly(List.of(NAME + "=" + fits), NAME, fits)).isTrue();
    assertThat(ReceivedCookies.isOnly(List.of(NAME + "=v" + fits), NAME, "v" + fits)).isFalse();
  }

  @Test
  void anotherCaseOfANameWithoutPrefix_isAnotherCookie() {
    assertThat(ReceivedCookies.read(List.of("SID=w; sid=v"), "sid"))
        .isEqualTo(new ReceivedCookies("v", null));
  }

  @Test
  void headersOverTheBound_areRefusedUnread() {
    String cookie = "__Host-sid=v; a=";
    String longest = cookie + "x".repeat(ReceivedCookies.MAX_LENGTH - cookie.length());
    assertThat(ReceivedCookies.read(List.of(longest), NAME).value()).isEqualTo("v");
    assertThat(ReceivedCookies.read(List.of(longest, "x"), NAME).refusal())
        .isEqualTo(Refusal.LENGTH);
  }

  @Test
  void a3_whatIsPrinted_isNoId() {
    assertThat(new ReceivedCookies("v", null)).hasToString("a cookie");
    assertThat(new ReceivedCookies(null, null)).hasToString("no cookie");
    assertThat(new ReceivedCookies(null, Refusal.CASE)).hasToString("case");
  }
}
