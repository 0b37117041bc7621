package io.github.redsessions.metrics;

import io.github.redsessions.AuditEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every layer reports to. Until somebody wants to know it does nothing, at the cost of one
 * read of a field. Safe for use from any thread.
 */
public final class SessionMeters {

  private static final long NOT_MEASURED = 0;

  private volatile @Nullable MeterSink sink;
  private final ActiveSessions active = new ActiveSessions();
  private final InstantSource clock;
  private volatile RedisState redis = List::of;
  private @Nullable Figures figures;
  private @Nullable MicrometerMeters micrometer;

  /**
   * Creates meters that nobody reads.
   *
   * @param clock tells which sessions are active now
   */
  public SessionMeters(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Creates meters that nobody will ever read.
   *
   * @return new ones
   */
  public static SessionMeters none() {
    return new SessionMeters(InstantSource.system());
  }

  /**
   * Reports to a Micrometer registry from now on, if there is one of that name.
   *
   * @param registryName the name that {@code MicrometerMetricsOptions} gave it
   */
  public synchronized void useRegistry(String registryName) {
    micrometer = MeterRegistries.find(registryName, this);
    choose();
  }

  /**
   * Takes whose state is shown, as soon as there is one.
   *
   * @param state tells of the servers
   */
  public void redisIs(RedisState state) {
    redis = state;
  }

  /**
   * Gives the state of the servers.
   *
   * @return of no shard before {@link #redisIs}
   */
  public RedisState redis() {
    return redis;
  }

  /**
   * Keeps figures in memory from the first call on.
   *
   * @return always the same
   */
  public synchronized Figures figures() {
    Figures known = figures;
    if (known == null) {
      known = new Figures(clock.instant());
      figures = known;
      choose();
    }
    return known;
  }

  private void choose() {
    Figures own = figures;
    MicrometerMeters others = micrometer;
    sink = own == null ? others : others == null ? own : new BothSinks(own, others);
  }

  /** Takes the meters of this process's state out of the registry. */
  public synchronized void close() {
    if (micrometer != null) {
      micrometer.close();
    }
  }

  /**
   * Tells whether anybody wants to know: for what is only made to be reported.
   *
   * @return false if reports go nowhere
   */
  public boolean isOn() {
    return sink != null;
  }

  /**
   * Counts.
   *
   * @param what one more of this
   */
  public void count(Count what) {
    MeterSink to = sink;
    if (to != null) {
      to.count(what);
    }
  }

  /**
   * Counts an event of the audit.
   *
   * @param event what happened
   */
  public void event(AuditEvent event) {
    MeterSink to = sink;
    if (to != null) {
      to.event(event);
    }
  }

  /**
   * Begins to time a command.
   *
   * @return what {@link #command} takes
   */
  public long begin() {
    // 0 stands for none, and may be what nanoTime gives.
    return sink == null ? NOT_MEASURED : System.nanoTime() | 1;
  }

  /**
   * Times a command, whatever came of it.
   *
   * @param kind which one
   * @param begin what {@link #begin} gave
   */
  public void command(CommandKind kind, long begin) {
    MeterSink to = sink;
    if (to != null && begin != NOT_MEASURED) {
      to.command(kind, System.nanoTime() - begin);
    }
  }

  /**
   * Takes note of the attributes that a write sends.
   *
   * @param texts by name, as Redis gets them
   */
  public void payload(Map<String, String> texts) {
    MeterSink to = sink;
    if (to != null) {
      long bytes = 0;
      for (Map.Entry<String, String> attribute : texts.entrySet()) {
        // Of text that is mostly ASCII.
        bytes += attribute.getKey().length() + (long) attribute.getValue().length();
      }
      to.payload(bytes);
    }
  }

  /**
   * Takes note of a session that is in use, if anybody wants to know.
   *
   * @param handle names the session
   * @param user names its user, null for nobody
   */
  public void active(String handle, @Nullable String user) {
    if (sink != null) {
      active.mark(clock.millis(), handle, user);
    }
  }

  /**
   * Estimates how many sessions this process has served within the last five minutes.
   *
   * @return within some percent, up to about 300,000
   */
  public long activeSessions() {
    return active.sessions(clock.millis());
  }

  /**
   * Estimates how many users this process has served within the last five minutes.
   *
   * @return within some percent, up to about 300,000
   */
  public long activeUsers() {
    return active.users(clock.millis());
  }
}
