package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a password in the accounts file and leaves everything else in it. A reader sees the old
 * file or the new one and never half of it, also after a crash. The new file is readable by the
 * user of this process alone. Blocks.
 */
final class AccountsEdit {

  private AccountsEdit() {}

  /**
   * Writes the file anew.
   *
   * @param before the hash that is to be replaced, null for whichever is there
   * @return false if there is no such account, or if it has another hash by now
   * @throws ConfigException if the file is wrong: then it stays as it is
   * @throws IOException if it can't be read or written: then it stays as it is
   */
  static boolean replace(
      Path file, String username, @Nullable PasswordHash before, PasswordHash after)
      throws IOException {
    // The link stays, if it is one.
    Path target = file.toRealPath();
    Buffer content = Buffer.buffer(Files.readAllBytes(target));
    StoredAccount account = AccountsFile.parse(file, content).get(username);
    if (account == null) {
      return false;
    }
    if (before != null && !before.encode().equals(account.hash().encode())) {
      return false;
    }
    JsonObject root = content.toJsonObject();
    for (Object each : root.getJsonArray("accounts")) {
      if (each instanceof JsonObject object && username.equals(object.getValue("username"))) {
        object.put("password", after.encode());
      }
    }
    write(target, root.encodePrettily() + "\n");
    return true;
  }

  private static void write(Path target, String text) throws IOException {
    Path directory = Objects.requireNonNull(target.getParent(), "a file is in a directory");
    // Java lets its owner alone read it.
    Path fresh = Files.createTempFile(directory, ".accounts-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
