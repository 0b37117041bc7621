package io.github.redsessions.login;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a password from a person at a terminal, twice and without echo, or from a pipe.
 *
 * @param in the standard input
 * @param terminal asks the person, null if there is none at the standard input
 * @param echoes true if somebody types into the standard input and would see it
 */
record PasswordInput(InputStream in, @Nullable Prompt terminal, boolean echoes) {

  /** More than any password that a login takes, in UTF-8. */
  private static final int MAX_BYTES = 4 * LoginForm.MAX_PASSWORD_LENGTH + 2;

  /** Asks without echo. */
  interface Prompt {
    /** The line that was typed, null at the end of the input. */
    char @Nullable [] ask(String question);
  }

  /** There is no password to be had; the message says why. */
  static final class NoPasswordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoPasswordException(String message) {
      super(message, null, false, false);
    }
  }

  @SuppressWarnings("SystemConsoleNull") // What newer ones do is asked for in another way.
  static PasswordInput ofThisProcess() {
    // Java's console wants a terminal at both ends, up to Java 21 and again from 25 on; between
    // these it is there without one.
    Console console = System.console();
    Boolean isTerminal = isTerminal();
    boolean typed = isTerminal == null ? console != null : isTerminal;
    Prompt prompt = console == null ? null : question -> console.readPassword("%s", question);
    return new PasswordInput(System.in, typed ? prompt : null, typed);
  }

  /** Reads it. The caller clears what it gets. */
  char[] read() throws IOException {
    if (terminal != null) {
      return asked(terminal);
    }
    if (echoes) {
      throw new NoPasswordException(
          "The password would be seen while it is typed: found a terminal at the standard input and"
              + " none at the standard output, allowed one at both, or a pipe that brings the"
              + " password");
    }
    return piped();
  }

  private static char[] asked(Prompt terminal) {
    char[] first = terminal.ask("Password: ");
    char[] second = first == null ? null : terminal.ask("Once more: ");
    boolean same = first != null && Arrays.equals(first, second);
    clear(second);
    if (first == null || !same) {
      clear(first);
      throw new NoPasswordException("Found two different passwords, allowed the same one twice.");
    }
    return first;
  }

  private char[] piped() throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    CharBuffer text = CharBuffer.allocate(0);
    try {
      if (bytes.length > MAX_BYTES) {
        throw new NoPasswordException(
            "Found more than " + MAX_BYTES + " bytes at the standard input, allowed one line.");
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      int length = lengthWithoutNewline(text);
      char[] password = Arrays.copyOf(text.array(), length);
      for (char c : password) {
        if (c == '\n' || c == '\r') {
          clear(password);
          throw new NoPasswordException("Found more than one line at the standard input.");
        }
      }
      return password;
    } catch (CharacterCodingException e) {
      throw new NoPasswordException("Found no UTF-8 at the standard input.");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      clear(text.array());
    }
  }

  private static int lengthWithoutNewline(CharBuffer text) {
    int length = text.length();
    if (length > 0 && text.charAt(length - 1) == '\n') {
      length--;
    }
    return length > 0 && text.charAt(length - 1) == '\r' ? length - 1 : length;
  }

  private static void clear(char @Nullable [] text) {
    if (text != null) {
      Arrays.fill(text, '\0');
    }
  }

  /** Whether somebody types into the standard input; null where that can't be found out. */
  private static @Nullable Boolean isTerminal() {
    try {
      Process test =
          new ProcessBuilder("test", "-t", "0")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start();
      return test.waitFor() == 0;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
