package io.github.redsessions.redis;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.metrics.Count;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A command that failed, in words that an audit can sort by. Source: OWASP ASVS 5.0 16.3.4, row A5.
 *
 * @param key the key it was about, empty if it was about many
 * @param reason what kind of failure it is
 * @param error the first word of what Redis replied, such as {@code NOPERM}; null if it didn't
 */
public record CommandFailure(String key, Reason reason, @Nullable String error) {

  /** The kinds of failures. */
  public enum Reason {
    /** Redis can't be reached, or doesn't answer in time. */
    UNAVAILABLE(Count.FAILURE_UNAVAILABLE),
    /** Redis answered with an error: a missing right, a wrong password, no memory. */
    REFUSED(Count.FAILURE_REFUSED),
    /** TLS could not be agreed on: a certificate that isn't trusted, a wrong name. */
    TLS(Count.FAILURE_TLS),
    /** More is asked of Redis than it answers. */
    OVERLOAD(Count.FAILURE_OVERLOAD),
    /** Too few replicas have a change that was to be durable. */
    NOT_REPLICATED(Count.FAILURE_NOT_REPLICATED),
    /** A record can't be read: damaged, or of another version. */
    FORMAT(Count.FAILURE_FORMAT);

    private final Count count;

    Reason(Count count) {
      this.count = count;
    }

    Count count() {
      return count;
    }

    /**
     * The word for it.
     *
     * @return in lower case, with hyphens
     */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static CommandFailure of(String key, Throwable e) {
    if (e instanceof SessionFormatException) {
      return new CommandFailure(key, Reason.FORMAT, null);
    } else if (e instanceof SessionNotReplicatedException) {
      return new CommandFailure(key, Reason.NOT_REPLICATED, null);
    } else if (e instanceof OverloadException) {
      return new CommandFailure(key, Reason.OVERLOAD, null);
    } else if (e instanceof RefusedException refused) {
      return new CommandFailure(key, Reason.REFUSED, refused.kind());
    } else if (e instanceof UnreachableException unreachable) {
      return unreachable.failure(key);
    }
    return ofConnection(key, e);
  }

  /** What the connection failed with is behind what the command failed with. */
  private static CommandFailure ofConnection(String key, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      ReplyError error = ReplyError.of(cause);
      if (error != null) {
        return new CommandFailure(key, Reason.REFUSED, error.kind());
      } else if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
        return new CommandFailure(key, Reason.TLS, null);
      }
    }
    return new CommandFailure(key, Reason.UNAVAILABLE, null);
  }
}
