package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.TooManySessionsException;
import io.vertx.ext.web.handler.HttpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a page in place of a problem, by RFC 9110 section 12.5.1. */
class RefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html|true",
        "application/xhtml+xml, */*;q=0.8|true",
        "TEXT/HTML;q=0.5|true",
        "text/html;level=1;q=0.9, application/json;q=0.8|true",
        "text/html;q=0.8, application/problem+json;q=0.9|false",
        "text/html, application/json|false",
        "text/html;q=0|false",
        "text/html;q=much|false",
        "application/json|false",
        "*/*|false",
        "text/*|false",
        "''|false"
      })
  void page_isForWhoPrefersIt(String accept, boolean page) {
    assertThat(Refusal.prefersHtml(accept)).isEqualTo(page);
  }

  @Test
  void withoutAPreference_itIsAProblem() {
    assertThat(Refusal.prefersHtml(null)).isFalse();
  }

  @Test
  void failure_hasItsStatus_howeverItIsWrapped() {
    assertThat(Refusal.of(new SessionUnavailableException("x", null)).status()).isEqualTo(503);
    assertThat(
            Refusal.of(new HttpException(503, new SessionUnavailableException("x", null))).status())
        .isEqualTo(503);
    assertThat(Refusal.of(new SessionGoneException("x")))
        .isEqualTo(Refusal.of(new HttpException(401, new SessionGoneException("x"))))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("ended"));
    assertThat(Refusal.of(new SessionConflictException("x")))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("Another request"));
    assertThat(Refusal.of(new TooManySessionsException(3)))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
        .satisfies(refusal -> assertThat(refusal.detail()).contains("too many sessions"));
    assertThat(Refusal.of(new HttpException(403)).status()).isEqualTo(500);
    assertThat(Refusal.of(new IllegalStateException("x")).status()).isEqualTo(500);
  }
}
