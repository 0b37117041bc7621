package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchArgumentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-conf conf/dev.yaml",
        "--conf conf/dev.yaml",
        "-conf=conf/dev.yaml",
        "--CONF=conf/dev.yaml"
      })
  void split_takesTheConfigurationOut(String conf) {
    String[] args = ("-instances 2 " + conf + " -options o.json").split(" ");

    LaunchArguments arguments = LaunchArguments.split(args);

    assertThat(arguments.configuration()).isEqualTo("conf/dev.yaml");
    assertThat(arguments.others()).containsExactly("-instances", "2", "-options", "o.json");
  }

  @Test
  void split_takesJsonAsItIs() {
    String json = "{\"http\": {\"port\": 0}, \"a\": \"b=c\"}";

    assertThat(LaunchArguments.split("-conf", json).configuration()).isEqualTo(json);
    assertThat(LaunchArguments.split("-conf=" + json).configuration()).isEqualTo(json);
  }

  @Test
  void split_withoutConfiguration_passesAllOn() {
    LaunchArguments arguments = LaunchArguments.split("-instances", "2", "-configure=x", "--help");

    assertThat(arguments.configuration()).isNull();
    assertThat(arguments.others()).containsExactly("-instances", "2", "-configure=x", "--help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-conf", "-conf -instances 2", "-conf a.yaml -conf b.yaml", "-conf=a --conf=b"})
  void split_ofAMissingOrSecondValue_leavesItToTheLauncher(String line) {
    String[] args = line.split(" ");

    LaunchArguments arguments = LaunchArguments.split(args);

    assertThat(arguments.configuration()).isNull();
    assertThat(arguments.others()).containsExactly(args);
  }
}
