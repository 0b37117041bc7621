package io.github.redsessions.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Inputs as lines of text that a person can read and compare: printable ASCII as it is, a backslash
 * doubled, every other byte as {@code \n}, {@code \r}, {@code \t} or {@code \xhh}. Lines that begin
 * with {@code #} say why the next ones are there.
 */
final class Corpus {

  private Corpus() {}

  /** Reads the inputs of a file. */
  static List<byte[]> read(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(Corpus::bytes)
        .toList();
  }

  /** Reads one line. */
  static byte[] bytes(String line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.length());
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i++);
      char escaped = c == '\\' ? line.charAt(i++) : 0;
      if (escaped == 'x') {
        bytes.write(Integer.parseInt(line.substring(i, i + 2), 16));
        i += 2;
      } else {
        bytes.write(
            switch (escaped) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 0 -> c;
              default -> escaped;
            });
      }
    }
    return bytes.toByteArray();
  }

  /** Writes one line. */
  static String line(byte[] input) {
    StringBuilder line = new StringBuilder(input.length + 16);
    for (byte b : input) {
      switch (b) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case '\\' -> line.append("\\\\");
        default -> {
          // At the start it would be a comment.
          boolean plain = b >= ' ' && b <= '~' && !(b == '#' && line.isEmpty());
          line.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff));
        }
      }
    }
    return line.toString();
  }
}
