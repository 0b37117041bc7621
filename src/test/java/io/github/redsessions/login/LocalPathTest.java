package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row X9: what is no path of this host is ignored. */
class LocalPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/sessions",
        "/a/b-c/d.e/",
        "/a?b=c&d=%20e",
        "/?next=//evil.example",
        "/@user/x:y;z=1"
      })
  void x9_aLocalPath_staysAsItIs(String path) {
    assertThat(LocalPath.of(path)).isEqualTo(path);
    assertThat(URI.create("https://own.example").resolve(path).getHost()).isEqualTo("own.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sessions",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%2f%2fevil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/a\r\nSet-Cookie: x=y",
        "/a//evil.example",
        "/./evil",
        "/../evil",
        "/.//evil.example",
        "/a#//evil",
        "/a\u0000",
        "/\uff0fevil.example",
        "/\u2044evil",
        "/<script>",
        "/\"x",
        "?a"
      })
  void x9_everythingElse_leadsHome(String wish) {
    assertThat(LocalPath.of(wish)).isEqualTo("/");
  }

  @Test
  void x9_none_andAVeryLongOne_leadHome() {
    assertThat(LocalPath.of(null)).isEqualTo("/");
    assertThat(LocalPath.of("/" + "a".repeat(512))).isEqualTo("/");
    assertThat(LocalPath.of("/" + "a".repeat(511))).hasSize(512);
    assertThat(LocalPath.of("/" + "a/".repeat(100_000) + "\\")).isEqualTo("/");
  }
}
