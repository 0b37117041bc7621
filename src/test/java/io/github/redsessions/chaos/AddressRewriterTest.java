package io.github.redsessions.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressRewriterTest {

  private static final Map<Integer, Integer> PORTS = Map.of(12_001, 21_001, 12_002, 21_002);

  /** What servers say, and what is to arrive. */
  private static final Map<String, String> REPLIES =
      Map.of(
          "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n12001\r\n",
          "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n21001\r\n",
          "$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$5\r\n12002\r\n$5\r\nrunid\r\n",
          "$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$5\r\n21002\r\n$5\r\nrunid\r\n",
          "*3\r\n:0\r\n:5460\r\n*3\r\n$9\r\n127.0.0.1\r\n:12001\r\n$40\r\n",
          "*3\r\n:0\r\n:5460\r\n*3\r\n$9\r\n127.0.0.1\r\n:21001\r\n$40\r\n",
          "-MOVED 12001 127.0.0.1:12002\r\n",
          "-MOVED 12001 127.0.0.1:21002\r\n",
          "$47\r\nmymaster 127.0.0.1 12001 127.0.0.1 12002\r\n",
          "$47\r\nmymaster 127.0.0.1 21001 127.0.0.1 21002\r\n",
          "$15\r\n127.0.0.1:12003\r\n$5\r\n12001\r\n",
          "$15\r\n127.0.0.1:12003\r\n$5\r\n12001\r\n",
          "$9\r\n127.0.0.1\r\n$11\r\nmaster-port\r\n",
          "$9\r\n127.0.0.1\r\n$11\r\nmaster-port\r\n");

  @Test
  void whateverNamesAServer_leadsToItsLink() {
    REPLIES.forEach(
        (said, arrives) -> assertThat(rewritten(said, said.length())).isEqualTo(arrives));
  }

  @Test
  void howeverItIsCut_theSameArrives() {
    REPLIES.forEach(
        (said, arrives) -> {
          for (int size = 1; size < said.length(); size++) {
            assertThat(rewritten(said, size)).isEqualTo(arrives);
          }
        });
  }

  @Test
  void nothingIsKept_thatIsNoAddress() {
    AddressRewriter rewriter = new AddressRewriter(PORTS);
    for (String reply : List.of("+OK\r\n", ":1\r\n", "$3\r\n127\r\n", "$5\r\n12001\r\n", "-1")) {
      assertThat(text(rewriter.rewrite(bytes(reply), reply.length())))
          .isEqualTo(reply.equals("-1") ? "-" : reply);
    }
  }

  @Test
  void bytesThatAreNoText_stay() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(new AddressRewriter(PORTS).rewrite(all, all.length)).isEqualTo(all);
  }

  private static String rewritten(String said, int size) {
    AddressRewriter rewriter = new AddressRewriter(PORTS);
    ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    for (int at = 0; at < said.length(); at += size) {
      String piece = said.substring(at, Math.min(said.length(), at + size));
      arrived.writeBytes(rewriter.rewrite(bytes(piece), piece.length()));
    }
    return arrived.toString(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
