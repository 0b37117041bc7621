package io.github.redsessions.store;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What earlier versions have left behind: the records that they wrote, and their scripts. */
final class FormatFixtures {

  private FormatFixtures() {}

  /** The records of a format. */
  static List<JsonObject> of(int format) {
    return new JsonObject(text("formats/format" + format + ".json"))
        .getJsonArray("records").stream().map(JsonObject.class::cast).toList();
  }

  /** A resource beside this class. */
  static String text(String name) {
    try (InputStream in = FormatFixtures.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
