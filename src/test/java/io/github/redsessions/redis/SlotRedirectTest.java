package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MOVED and ASK may hold. Row R2. */
class SlotRedirectTest {

  private static final URI SENDER = URI.create("rediss://10.0.0.1:6379");
  private static final ClusterAddresses ADDRESSES =
      new ClusterAddresses(Addresses.like(URI.create("rediss://seed.example:6379")));

  @ParameterizedTest
  @CsvSource({
    "10.0.0.2:6381, rediss://10.0.0.2:6381",
    "redis-2.example:6381, rediss://redis-2.example:6381",
    "2001:db8::2:6381, rediss://[2001:db8::2]:6381",
    "::1:6381, rediss://[::1]:6381",
    ":6381, rediss://10.0.0.1:6381"
  })
  void r2_node_isReachedAsTheConfiguredOnes(String named, URI reached) {
    assertThat(parse("MOVED", "3999 " + named)).isEqualTo(new SlotRedirect(3999, reached, true));
    assertThat(parse("ASK", "16383 " + named)).isEqualTo(new SlotRedirect(16_383, reached, false));
  }

  @Test
  void emptyHost_isThatOfTheSender_whichMayBeIpv6() {
    SlotRedirect redirect =
        SlotRedirect.parse(
            new ReplyError("MOVED", "1 :6381"), URI.create("rediss://[::1]:6379"), ADDRESSES);
    assertThat(redirect).isNotNull();
    assertThat(redirect.node()).isEqualTo(URI.create("rediss://[::1]:6381"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3999",
        "3999 ?:6381",
        "3999 10.0.0.2",
        "3999 10.0.0.2:",
        "3999 10.0.0.2:0",
        "3999 10.0.0.2:65536",
        "3999 10.0.0.2:x",
        "-1 10.0.0.2:6381",
        "16384 10.0.0.2:6381",
        "x 10.0.0.2:6381",
        "3999 10.0.0.2:6381 more",
        "3999 a b:6381",
        "3999 user@host:6381",
        "3999 host/path:6381",
        "3999 host#:6381"
      })
  void whatNamesNoNode_isNotFollowed(String detail) {
    assertThat(parse("MOVED", detail)).isNull();
  }

  @Test
  void otherErrors_areNoRedirection() {
    assertThat(parse("CLUSTERDOWN", "3999 10.0.0.2:6381")).isNull();
  }

  private static SlotRedirect parse(String kind, String detail) {
    return SlotRedirect.parse(new ReplyError(kind, detail), SENDER, ADDRESSES);
  }
}
