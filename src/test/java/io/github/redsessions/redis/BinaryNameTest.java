package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryNameTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-amd64",
    "Linux, x86_64, linux-amd64",
    "Linux, aarch64, linux-arm64",
    "Linux, i386, linux-386",
    "Mac OS X, x86_64, darwin-amd64",
    "Mac OS X, aarch64, darwin-arm64",
  })
  void of_namesTheResource(String osName, String osArch, String suffix) {
    assertThat(BinaryName.of(osName, osArch)).contains("redis-server-7.0.15-" + suffix);
    assertThat(getClass().getClassLoader().getResource("redis-server-7.0.15-" + suffix))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Windows 11, amd64",
    "Windows Server 2022, aarch64",
    "FreeBSD, amd64",
    "Linux, ppc64le",
    "Mac OS X, i386",
    "'', ''",
  })
  void of_withoutABinary_isEmpty(String osName, String osArch) {
    assertThat(BinaryName.of(osName, osArch)).isEmpty();
  }

  @Test
  void isWindows_isTrueForWindowsAndNotForDarwin() {
    assertThat(BinaryName.isWindows("Windows 11")).isTrue();
    assertThat(BinaryName.isWindows("Darwin")).isFalse();
  }
}
