package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row X9: where a login leads to. */
class NextIT extends LoginFixture {

  @Test
  void x9_aLocalPath_isWhereTheLoginLeads() {
    assertThat(browser().get("/login?next=%2Fsessions%3Fa%3Db").bodyAsString())
        .contains("name=\"next\" value=\"/sessions?a=b\"");
    assertThat(locationFor("/sessions?a=b")).isEqualTo("/sessions?a=b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/%2fevil.example",
        "/%5cevil.example",
        "/\t/evil.example",
        "/a\r\nX: y",
        "javascript:alert(1)"
      })
  void x9_anotherPlace_isIgnored(String wish) {
    assertThat(locationFor(wish)).isEqualTo("/");
    assertThat(browser().get("/login?next=" + encoded(wish)).bodyAsString())
        .doesNotContain("name=\"next\"");
    assertThat(
            post(browser(), "/login?next=" + encoded(wish), FORM, RIGHT_FORM).getHeader("Location"))
        .isEqualTo("/");
  }

  @Test
  void x9_twoWishes_areIgnored() {
    assertThat(
            post(browser(), "/login", FORM, RIGHT_FORM + "&next=/a&next=/b").getHeader("Location"))
        .isEqualTo("/");
  }

  /** A mistyped password doesn't forget the wish. */
  @Test
  void aRefusedLogin_keepsTheWish() {
    assertThat(post(browser(), "/login", FORM, "username=demo&password=x&next=/a").bodyAsString())
        .contains("name=\"next\" value=\"/a\"");
  }

  private String locationFor(String wish) {
    return post(browser(), "/login", FORM, RIGHT_FORM + "&next=" + encoded(wish))
        .getHeader("Location");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
