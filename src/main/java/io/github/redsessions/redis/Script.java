package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that runs inside Redis, so that what it reads and writes is one atomic step.
 *
 * @param name its file name, for messages
 * @param body the Lua text
 * @param sha1 the SHA-1 of the text in hex, by which Redis knows a loaded script
 * @param kind what it is for the meters
 * @see <a href="https://redis.io/docs/latest/develop/interact/programmability/eval-intro/">Redis:
 *     scripting with Lua</a>
 */
public record Script(String name, String body, String sha1, CommandKind kind) {

  Script(String name, String body, String sha1) {
    this(name, body, sha1, CommandKind.ofScript(name));
  }

  /**
   * Reads a script from a resource.
   *
   * @param owner the class beside whose package the resource lies
   * @param name the file name of the resource
   * @return the script
   * @throws IllegalStateException if the resource is missing
   */
  public static Script load(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The script " + name + " is not on the class path");
      }
      byte[] body = in.readAllBytes();
      // Redis names scripts by SHA-1; nothing about security rests on it.
      String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
      return new Script(name, new String(body, StandardCharsets.UTF_8), sha1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-1", e);
    }
  }
}
