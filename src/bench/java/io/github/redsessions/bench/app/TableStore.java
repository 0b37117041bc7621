package io.github.redsessions.bench.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Sessions in a table of PostgreSQL, as articles about sessions have it: one SELECT for a read, one
 * UPDATE that moves the deadline, with the data when they changed, and an INSERT for a new one.
 */
final class TableStore implements SessionStore {

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, user_id INTEGER, data JSONB,"
          + " expires_at TIMESTAMPTZ NOT NULL, created_at TIMESTAMPTZ NOT NULL DEFAULT now())";
  private static final String READ =
      "SELECT data, user_id FROM sessions WHERE id = $1 AND expires_at > now()";
  private static final String TOUCH = "UPDATE sessions SET expires_at = $2 WHERE id = $1";
  private static final String WRITE =
      "INSERT INTO sessions (id, expires_at, user_id, data) VALUES ($1, $2, $3, $4) ON CONFLICT (id)"
          + " DO UPDATE SET expires_at = $2, user_id = $3, data = $4";
  private static final int CONNECTIONS = 8;

  private final VertxContextPRNG random;
  private final Pool pool;

  private TableStore(Vertx vertx, Pool pool) {
    this.random = VertxContextPRNG.current(vertx);
    this.pool = pool;
  }

  /** Connects and makes the table. */
  static Future<SessionStore> open(Vertx vertx, String uri) {
    PgConnectOptions options =
        PgConnectOptions.fromUri(uri).setCachePreparedStatements(true).setPipeliningLimit(16);
    Pool pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(CONNECTIONS))
            .connectingTo(options)
            .using(vertx)
            .build();
    return pool.query(TABLE).execute().map(done -> new TableStore(vertx, pool));
  }

  @Override
  public SessionStore init(Vertx vertx, JsonObject options) {
    throw new UnsupportedOperationException("TableStore.open makes one");
  }

  @Override
  public long retryTimeout() {
    return 0;
  }

  @Override
  public Session createSession(long timeout) {
    return createSession(timeout, DEFAULT_SESSIONID_LENGTH);
  }

  @Override
  public Session createSession(long timeout, int length) {
    return new TableSession(random, timeout, length);
  }

  @Override
  public Future<Session> get(String id) {
    return pool.preparedQuery(READ)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              for (Row row : rows) {
                return new TableSession(random, id, row.getJsonObject("data"));
              }
              return null;
            });
  }

  @Override
  public Future<Void> delete(String id) {
    return pool.preparedQuery("DELETE FROM sessions WHERE id = $1")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  @Override
  public Future<Void> put(Session session) {
    OffsetDateTime deadline =
        OffsetDateTime.now(ZoneOffset.UTC).plus(session.timeout(), ChronoUnit.MILLIS);
    if (!((TableSession) session).isChanged()) {
      return pool.preparedQuery(TOUCH).execute(Tuple.of(session.id(), deadline)).mapEmpty();
    }
    Integer user = session.get(Routes.USER_ID);
    JsonObject data = new JsonObject(session.data());
    return pool.preparedQuery(WRITE)
        .execute(Tuple.of(session.id(), deadline, user, data))
        .mapEmpty();
  }

  @Override
  public Future<Void> clear() {
    return pool.query("DELETE FROM sessions").execute().mapEmpty();
  }

  @Override
  public Future<Integer> size() {
    return pool.query("SELECT count(*)::int FROM sessions")
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  @Override
  public void close() {
    pool.close().onFailure(e -> System.err.println("the pool does not close: " + e.getMessage()));
  }
}
