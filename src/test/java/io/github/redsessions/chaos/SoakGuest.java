package io.github.redsessions.chaos;

import io.github.redsessions.testkit.LightConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/**
 * A visitor of {@link SoakService}: reads, nine times out of ten, and does now and then each of the
 * other things that there are to do. Goes away without a logout as often as with one.
 */
final class SoakGuest implements LightConnection.Guest {

  /** As long as a handle and a secret together. */
  private static final int ID_BYTES = 16;

  private static final int SECRET_BYTES = 32;

  private final Random random;
  private final String user;

  /** Where its sessions are: {@code /app} or {@code /brief}. */
  private final String root;

  private String cookie = "";
  private String former = "";

  /** Whether the request under way is with its cookie. */
  private boolean own;

  private boolean logsOut;

  /** Two guests have one user, so that what one of them does to all sessions meets the other. */
  SoakGuest(int number, long seed) {
    random = new Random(seed * 31 + number);
    user = "user" + number / 2;
    root = number % 8 == 7 ? "/brief" : "/app";
  }

  @Override
  public boolean wantsCookie() {
    return true;
  }

  @Override
  public ByteBuffer request() {
    own = false;
    logsOut = false;
    int chance = random.nextInt(1_000);
    if (chance < 5) {
      return bytes(root + "/read", unknown(), true);
    } else if (chance < 10) {
      return bytes(root + "/read", former, false);
    } else if (chance < 15) {
      return bytes(random.nextBoolean() ? "/brief/visit" : root + "/read", "", false);
    }
    own = true;
    if (cookie.isEmpty()) {
      return bytes(root + "/login?user=" + user, "", false);
    }
    return bytes(root.equals("/brief") ? briefPath(chance) : path(chance), cookie, false);
  }

  private String path(int chance) {
    if (chance < 45) {
      return "/app/put?value=" + chance;
    } else if (chance < 60) {
      return "/app/cart";
    } else if (chance < 75) {
      return "/strict/increment";
    } else if (chance < 83) {
      return "/app/rotate";
    } else if (chance < 86) {
      return "/app/elevate";
    } else if (chance < 89) {
      return "/app/drop";
    } else if (chance < 91) {
      return "/app/list";
    } else if (chance < 92) {
      return "/app/revoke_others";
    } else if (chance < 93) {
      logsOut = true;
      return "/app/revoke_all";
    } else if (chance < 97) {
      logsOut = true;
      return "/app/logout";
    } else if (chance < 102) {
      return "/lazy";
    } else if (chance < 106) {
      // The last thing it does with this session.
      logsOut = true;
    }
    return "/app/read";
  }

  private String briefPath(int chance) {
    logsOut = chance > 980;
    return chance < 60 ? "/brief/put?value=" + chance : "/brief/read";
  }

  /** Well-formed, and nobody's. */
  private String unknown() {
    return (root.equals("/brief") ? "bid=" : "sid=") + text(ID_BYTES) + text(SECRET_BYTES);
  }

  private String text(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private ByteBuffer bytes(String path, String cookies, boolean fromAnywhere) {
    StringBuilder text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
    text.append("host: localhost\r\n");
    if (!cookies.isEmpty()) {
      text.append("cookie: ").append(cookies).append("\r\n");
    }
    if (fromAnywhere) {
      text.append("x-forwarded-for: 10.%d.%d.%d\r\n".formatted(byteValue(), byteValue(), 1));
    }
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
  }

  private int byteValue() {
    return random.nextInt(256);
  }

  @Override
  public void answered(int status, String received) {
    if (!own) {
      return;
    }
    if (logsOut || status == 401) {
      replace("");
    } else if (received != null && !received.endsWith("=")) {
      replace(received);
    }
  }

  private void replace(String next) {
    former = cookie.isEmpty() ? former : cookie;
    cookie = next;
  }
}
