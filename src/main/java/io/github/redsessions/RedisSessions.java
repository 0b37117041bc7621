package io.github.redsessions;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.EncryptionConfig.EncryptionKey;
import io.github.redsessions.config.LiveConfig;
import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.store.AttributeValues;
import io.github.redsessions.store.AuditStream;
import io.github.redsessions.store.KeyRing;
import io.github.redsessions.store.LoginCounts;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.store.SealKeys;
import io.github.redsessions.store.SessionRules;
import io.github.redsessions.store.SessionScripts;
import io.github.redsessions.web.AccountControl;
import io.github.redsessions.web.AuditTrail;
import io.github.redsessions.web.ClientAddress;
import io.github.redsessions.web.CookiePolicy;
import io.github.redsessions.web.LargeSessions;
import io.github.redsessions.web.PrivilegeChanges;
import io.github.redsessions.web.RedisSessionHandler;
import io.github.redsessions.web.ResponseGuard;
import io.github.redsessions.web.SessionSockets;
import io.github.redsessions.web.SocketWatch;
import io.github.redsessions.web.StoreFailures;
import io.github.redsessions.web.UnknownIds;
import io.github.redsessions.web.UnreadableSessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.prng.PRNG;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in Redis: the one door to this module.
 *
 * <pre>{@code
 * RedisSessions.open(vertx, new JsonObject().put("redis", new JsonObject()
 *         .put("endpoints", new JsonArray().add("redis://127.0.0.1:6379"))))
 *     .onSuccess(sessions -> {
 *       router.route().handler(sessions.handler());
 *       router.get("/").handler(ctx -> ctx.end("Hello " + ctx.session().get("name")));
 *     });
 * }</pre>
 *
 * <p>One instance serves all event loops and verticles of a Vert.x instance. Safe for use from any
 * thread; futures complete on the caller's context.
 */
public final class RedisSessions {

  /**
   * The event bus address to which this server publishes what an auditor asks for, as a {@link
   * JsonObject}, to consumers on this server only. The logger {@code io.github.redsessions.audit}
   * gets the same as one line of JSON, at INFO, WARN or ERROR, and with {@code audit.stream} the
   * Redis Stream {@code {prefix}:audit} in its field {@code event}. A consumer that throws or is
   * slow changes nothing for the request.
   *
   * <ul>
   *   <li>{@code time}: ISO 8601 in UTC, with milliseconds
   *   <li>{@code event}: {@link AuditEvent#spelling()}, such as {@code login.succeeded}
   *   <li>{@code level}: {@code info}, {@code warn} or {@code critical}
   *   <li>{@code address}, {@code userAgent}, {@code method}, {@code path}: of the request, if it
   *       is about one; the address as {@code http.trustProxy} and {@code http.addressHeader} say.
   *       The path is normalised, without query and path parameters, and a segment of it that may
   *       be a secret, since it has 20 letters and digits or more that make no word, is {@code *}
   *   <li>{@code user}: whom it is about, by subject or as a failed login named them. {@code
   *       actor}: the user of the request, if that is somebody else
   *   <li>{@code session}: a name of the session that stays the same for all of its life, and is
   *       neither its id nor its handle: the first 16 characters of the base64url of an
   *       HMAC-SHA-256 of the handle under {@code session.pseudonymKey}
   *   <li>whatever else there is to say of the event
   * </ul>
   *
   * <p>No id, no value of a cookie, no secret and no query is in it. Every text is one line of at
   * most 256 characters: control and format characters are escaped as in JSON, and so is the
   * backslash; a longer one is cut and ends with an ellipsis.
   *
   * <p>{@code session.cookie.refused} says why in {@code reason}: {@code duplicate} (the cookie was
   * there twice), {@code case} (its prefixed name in another case), {@code version} (with {@code
   * $Version} or the like), {@code nameless} (as the value of a cookie without a name), {@code
   * quoted}, {@code malformed} (two readers would read it differently) or {@code length} (more than
   * 65536 characters of cookies).
   *
   * <p>{@code session.retired.id.used}: the request is anonymous because its id was rotated away
   * longer than {@code session.rotationGraceMs} ago, while its session lives on: somebody may have
   * copied the cookie. Inside of the grace it is a request that was under way, and no event. The id
   * of a session that was logged out or has expired can't be told from one that never was, for
   * nothing is left of it.
   *
   * <p>{@code session.guessed}: the client has sent more than {@code session.unknownIdsPerMinute}
   * ids of no session; {@code count} is how many, and {@code client} whom they are counted for: the
   * address, or of IPv6 its first 64 bits. Once a minute and client at most.
   *
   * <p>{@code session.large}: a session was saved and has grown over half of {@code
   * session.maxBytes}. {@code bytes} is how large its attributes are, {@code maxBytes} what is
   * allowed, {@code largest} the name of the attribute that takes most and {@code largestBytes} how
   * much. At most one a second, which says in {@code count} how many sessions there were since the
   * last.
   *
   * <p>{@code session.unreadable} says in {@code reason} why a record can't be read: {@code
   * damaged} (an encrypted value was changed, moved or cut), {@code key} (its key is not in {@code
   * encryption.keys}), {@code plaintext} (it is not encrypted, and has to be), {@code format} (a
   * field of the record is missing or damaged, or another version wrote it) or {@code attribute}
   * (the text of an attribute is damaged). Once for as long as the record is kept for that, {@code
   * session.quarantineMs}, by whichever server finds it first.
   *
   * <p>{@code store.failed} says in {@code reason} why sessions can't be read or written: {@code
   * unavailable}, {@code refused} (and in {@code error} the first word of what Redis replied, such
   * as {@code NOPERM}), {@code tls}, {@code overload}, {@code not-replicated} or {@code format} (a
   * record that can't be read; {@code session} names it). At most one a second of each reason,
   * which says in {@code count} how many failures there were since the last.
   *
   * <p>Source: OWASP ASVS 5.0 16.2.1 to 16.4.1, rows A1 to A5, B12, C7, C8.
   */
  public static final String AUDIT_ADDRESS = AuditTrail.ADDRESS;

  private final Vertx vertx;
  private final ConfigReload reload;
  private final RedisCommands commands;
  private final SessionMeters meters;
  private final VertxContextPRNG random;
  private final KeyRing keyRing;
  private final SealKeys sealKeys;
  private final RedisSessionStore store;
  private final UnknownIds unknownIds;
  private final AuditTrail audit;
  private final OnOutage onOutage;
  private final RedisSessionHandler unavailable;
  private final RedisSessionHandler anonymous;
  private final RedisSessionHandler lazy;
  private final PrivilegeChanges privilegeChanges;
  private final LoginThrottle throttle;
  private final AccountControl accounts;
  private final SocketWatch watch;
  private final SessionSockets sockets;

  private RedisSessions(
      Vertx vertx,
      LiveConfig live,
      AttributeValues values,
      RedisCommands commands,
      InstantSource clock,
      LongSupplier nanoTime) {
    SessionsConfig config = live.config();
    this.vertx = vertx;
    this.reload = new ConfigReload(live);
    this.commands = commands;
    this.meters = commands.meters();
    this.random = new PRNG(vertx);
    this.keyRing = new KeyRing(config.cookie().signingKeys());
    this.sealKeys = new SealKeys(config.encryption());
    this.audit =
        new AuditTrail(
            vertx, config, clock, AuditStream.of(commands, config, random::nextBytes), meters);
    SessionRules rules =
        new SessionRules(
            config.session(),
            keyRing,
            sealKeys,
            clock,
            random::nextBytes,
            values,
            new LargeSessions(audit, clock));
    this.store = new RedisSessionStore(commands, rules, config.nearCache(), nanoTime);
    commands.onFailure(new StoreFailures(audit, store, clock));
    store.onUnreadable(new UnreadableSessions(audit));
    CookiePolicy cookie = new CookiePolicy(config.cookie(), config.http().trustProxy(), audit);
    this.onOutage = config.redis().onOutage();
    ClientAddress address = new ClientAddress(config.http());
    this.unknownIds = new UnknownIds(config.session().unknownIdsPerMinute(), address, audit, clock);
    this.unavailable =
        RedisSessionHandler.create(
            store, cookie, unknownIds, config.session().saveOnError(), address, audit);
    this.anonymous = unavailable.anonymously();
    this.lazy = (onOutage == OnOutage.ANONYMOUS ? anonymous : unavailable).unloaded();
    unavailable
        .setLazySession(true)
        .setNagHttps(false)
        .setSessionTimeout(config.session().idleTimeout().toMillis());
    this.privilegeChanges =
        new PrivilegeChanges(
            store, unavailable, cookie, config.session().keepOnLogin(), address, audit);
    this.accounts = new AccountControl(store, privilegeChanges, audit);
    LoginCounts counts = new LoginCounts(commands, config.session(), config.login().throttle());
    this.throttle = new LoginThrottle(counts, address, audit, random::nextBytes);
    this.watch =
        new SocketWatch(vertx, store.states(), config.session().socketCheck(), random::nextInt);
    this.sockets = new SessionSockets(vertx, watch, unavailable);
    meters.redisIs(commands.state());
    takeChanges(rules, counts);
  }

  /** Who takes a change of the configuration, section by section. */
  private void takeChanges(SessionRules rules, LoginCounts counts) {
    reload.on("session.", config -> rules.replace(config.session()));
    reload.on(
        "session.idleTimeoutMs",
        config -> unavailable.setSessionTimeout(config.session().idleTimeout().toMillis()));
    reload.on(
        "session.saveOnError", config -> unavailable.saveOnError(config.session().saveOnError()));
    reload.on(
        "session.keepOnLogin",
        config -> privilegeChanges.keepOnLogin(config.session().keepOnLogin()));
    reload.on(
        "session.unknownIdsPerMinute",
        config -> unknownIds.replace(config.session().unknownIdsPerMinute()));
    reload.on("cookie.signingKeys", config -> keyRing.replace(config.cookie().signingKeys()));
    reload.on("encryption.keys", config -> sealKeys.replace(config.encryption().keys()));
    reload.on(
        "audit.", config -> audit.replace(AuditStream.of(commands, config, random::nextBytes)));
    reload.on("login.throttle.", config -> counts.replace(config.login().throttle()));
  }

  /**
   * Reads the configuration and opens the connections to Redis.
   *
   * <p>Waits for the first attempt to connect, at most {@code redis.connectTimeoutMs}, and succeeds
   * when Redis can't be reached too: that is a warning in the log, connections are tried again, and
   * until one is open every call fails within {@code redis.commandTimeoutMs}.
   *
   * @param vertx the Vert.x instance whose event loops carry the connections, one each
   * @param config the keys that the README lists; an empty object means one Redis on 127.0.0.1:6379
   * @return the sessions; fails with a {@link ConfigException} that lists every problem, and in
   *     mode {@code embedded} with an {@link IllegalStateException} if no Redis can be started here
   */
  public static Future<RedisSessions> open(Vertx vertx, JsonObject config) {
    return open(vertx, config, List.of());
  }

  /**
   * Does what {@link #open(Vertx, JsonObject)} does, for an application that puts values into
   * sessions that these can't store by themselves, see {@link AttributeCodec}. All servers of the
   * fleet should have the same codecs. Sends nothing more.
   *
   * @param vertx the Vert.x instance whose event loops carry the connections, one each
   * @param config the keys that the README lists
   * @param codecs one for each further type; none has the tag or the type of another one or of a
   *     built-in type, nor a class of {@code session.types}
   * @return the sessions; fails as the other one does, and with an {@link IllegalArgumentException}
   *     that names a codec whose tag or type is none, or taken
   */
  public static Future<RedisSessions> open(
      Vertx vertx, JsonObject config, List<AttributeCodec<?>> codecs) {
    return open(vertx, config, codecs, InstantSource.system(), System::nanoTime);
  }

  static Future<RedisSessions> open(
      Vertx vertx,
      JsonObject json,
      List<AttributeCodec<?>> codecs,
      InstantSource clock,
      LongSupplier nanoTime) {
    List<AttributeCodec<?>> copy = List.copyOf(codecs);
    // The worker has a loader of its own.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    // On a worker, since a secret may be in a file, and so are the classes.
    return vertx
        .executeBlocking(
            () -> {
              LiveConfig config = LiveConfig.of(json);
              return new Settings(
                  config, AttributeValues.of(config.config().session().types(), copy, loader));
            })
        .compose(
            settings ->
                open(vertx, settings.config().config(), clock)
                    .map(
                        commands ->
                            new RedisSessions(
                                vertx,
                                settings.config(),
                                settings.values(),
                                commands,
                                clock,
                                nanoTime)));
  }

  private static Future<RedisCommands> open(
      Vertx vertx, SessionsConfig config, InstantSource clock) {
    SessionMeters meters = new SessionMeters(clock);
    // Before the first connection, so that it is counted.
    meters.useRegistry(config.metrics().registryName());
    return RedisCommands.open(vertx, config.redis(), SessionScripts.ALL, meters)
        .onFailure(e -> meters.close());
  }

  /** What is read before anything is opened. */
  private record Settings(LiveConfig config, AttributeValues values) {}

  /**
   * The store, for use under the stock session handler: {@code
   * SessionHandler.create(sessions.store())} with any of its options.
   *
   * @return the store, always the same
   */
  public SessionStore store() {
    return store;
  }

  /**
   * The session handler with the configured cookie: {@code __Host-sid; Path=/; Secure; HttpOnly;
   * SameSite=Lax} by default. It is the stock handler but for these:
   *
   * <ul>
   *   <li>A session is created by the first write and not by a read: a request that writes nothing
   *       stores nothing and gets no cookie. {@code CSRFHandler} writes its token for every GET of
   *       a client without one, so behind it every new client gets a session; put it on the routes
   *       that have forms. A session that was loaded is kept alive by every request, read or not
   *   <li>At the head of the response everything is stored, also what was changed after a {@code
   *       flush} or before a {@code reroute} to a route behind this handler
   *   <li>Under a status of 400 or more, changes of attributes are dropped unless {@code
   *       session.saveOnError} is set; a user who came or went, a new id and a destruction are
   *       stored
   *   <li>A user whom an {@code AuthenticationHandler}, {@code setUser} or anybody else brings gets
   *       a new id and new deadlines; a user who is taken away leaves the session. So {@code
   *       ctx.userContext()} works: {@code refresh}, {@code impersonate} and {@code restore} give a
   *       new id, and {@code logout} destroys the session. From {@code impersonate} to {@code
   *       restore}, for both users, the absolute deadline stays that of the original login. With
   *       {@code session.whenFull: reject}, and after {@code restore}, storing that takes several
   *       steps, for which a response waits behind {@link #guard} or after {@link #commit}:
   *       without, a request that follows at once may still be anonymous
   *   <li>{@code newSession} destroys the old one; {@code flush} waits for that
   *   <li>An id that was rotated away less than {@code session.rotationGraceMs} ago never gets a
   *       cookie, for it would overwrite the new one: what its request writes is dropped, and
   *       {@code flush} fails with {@link SessionGoneException}. {@link #logIn}, {@code setUser}
   *       and {@code newSession} still work. Other unknown ids get a cookie only if the route
   *       writes
   *   <li>A client that sends more than {@code session.unknownIdsPerMinute} different ids of no
   *       session gets 429 with {@code Retry-After} for each further one, and the deletion of the
   *       cookie; the route doesn't run. Requests with a live session, or without a cookie, are
   *       answered as ever
   *   <li>With {@code session.renewalTimeoutMs}, a session whose id is that old gets another one
   *       before the route of a GET or HEAD runs, and the response sets the cookie; the old id is
   *       over at once. No deadline changes. Not with a WebSocket's handshake, not under a response
   *       that can't set the cookie, and not after {@code setCookieless} or {@code
   *       setSigningSecret}. Of requests at the same time one renews; the others keep what they
   *       have read, and what they write fails with {@link SessionGoneException}. If Redis can't
   *       store it, the request goes on with the old id, and the next one tries again
   *   <li>With {@code cookie.maxAgeMs} the cookie is sent again, with a new Max-Age, whenever the
   *       last access is written, which then happens before the route; but not by a response that
   *       is under way for longer than a second after that
   *   <li>A response that sets the cookie has {@code Cache-Control: no-store}; one whose route
   *       asked for the session, or whose session has a user, has {@code Vary: Cookie}
   * </ul>
   *
   * <p>Static files and health checks cost no command on routes before this handler, or behind
   * {@link #lazyHandler()}: {@code ctx.session()} can't wait, so here the session is always read.
   *
   * <p>Sends HGETALL for a request with a well-formed cookie, and nothing for any other; with
   * {@code cookie.maxAgeMs} one EVALSHA after it, when the last access was written {@code
   * session.touchIntervalMs} ago, in place of the one at the head of the response. A renewal is one
   * EVALSHA more, and a WAIT where {@code redis.durability} asks for it. When Redis can't be used,
   * such a request gets what {@code redis.onOutage} says.
   *
   * @return the handler, always the same; put it on every route that uses {@link #logIn}, {@link
   *     #logOut} or {@link #rotate}
   */
  public SessionHandler handler() {
    return handler(onOutage);
  }

  /**
   * The session handler for routes that don't follow {@code redis.onOutage}.
   *
   * <ul>
   *   <li>{@link OnOutage#UNAVAILABLE}: 503 with {@code Retry-After} for every request whose
   *       session can't be read
   *   <li>{@link OnOutage#ANONYMOUS}: a GET or HEAD goes on with a session without user and
   *       attributes, whose every change fails with {@code HttpException(503)}. Its response has
   *       {@code Cache-Control: no-store} and leaves the browser's cookie alone, so that its user
   *       is logged in again when Redis is back. Nobody is told that they are logged out: an answer
   *       of 401, 403, 302, 303 or 307, or an authentication by the route itself, becomes a 503.
   *       All other requests, WebSockets among them, get 503
   * </ul>
   *
   * <p>Where two are on the way of a request, the first that reads the session decides whether it
   * goes on, and a later {@code UNAVAILABLE} still ends it.
   *
   * @param whenOut what a request gets whose session can't be read
   * @return the handler, always the same for one constant; settings of one are settings of both.
   *     Source: row D1
   */
  public SessionHandler handler(OnOutage whenOut) {
    return whenOut == OnOutage.ANONYMOUS ? anonymous : unavailable;
  }

  /**
   * The session handler for routes of which only some need the session: it reads nothing until
   * {@link #load} is called, so that static files and health checks behind it cost no Redis
   * command, with and without a cookie.
   *
   * <pre>{@code
   * router.route().handler(sessions.lazyHandler());
   * router.get("/assets/*").handler(StaticHandler.create());
   * router.route("/app/*").handler(sessions.handler());
   * router.get("/").handler(ctx -> sessions.load(ctx)
   *     .onComplete(session -> ctx.end("Hello " + session.get("name")), ctx::fail));
   * }</pre>
   *
   * <p>A later {@link #handler()} on the way of the request loads too, and so do {@link #logIn},
   * {@link #logOut}, {@link #rotate}, {@link #elevate}, {@link #dropElevation}, {@link
   * #requireLevel}, {@link #revokeOthers}, {@link #commit}, {@code flush} and {@code setUser}. From
   * then on everything is as behind {@link #handler()}; a change is stored at the head of the
   * response, or before if the route asks for it. A request that never loads sets no cookie, has no
   * {@code Vary: Cookie}, waits for nothing, and doesn't extend the life of its session.
   *
   * <p>What is different from the stock handler until the session is loaded:
   *
   * <ul>
   *   <li>{@code ctx.session()} and {@code ctx.user()} are null; {@code level} and {@code
   *       sessionOf} find nothing
   *   <li>An {@code AuthenticationHandler} asks for credentials even if the session has a user. The
   *       user whom it finds is not bound to the session; if it is loaded later, that user stays
   *       the one of the request, and the session becomes theirs under a new id
   *   <li>{@code CSRFHandler} does not bind its tokens to the session, {@code
   *       userContext().logout()} doesn't end it, and {@code impersonate} and what else needs a
   *       session fail as on a route without a session handler
   *   <li>{@code newSession} throws {@link IllegalStateException}
   * </ul>
   *
   * <p>Put {@link #handler()} before the handlers that are to find a session. After {@code
   * setCookieless} or {@code setSigningSecret} loading fails with {@link IllegalStateException}.
   *
   * <p>Sends nothing; one HGETALL when it loads and the request has a well-formed cookie. When
   * Redis can't be used then, {@code redis.onOutage} decides, or the handler that loads. Source:
   * row T9.
   *
   * @return the handler, always the same; its settings are those of {@link #handler()}
   */
  public SessionHandler lazyHandler() {
    return lazy;
  }

  /**
   * Loads the session of a request behind {@link #lazyHandler()}; behind {@link #handler()} it
   * gives the session that is there, at once. From then on {@code ctx.session()} and {@code
   * ctx.user()} are set, and the response has {@code Vary: Cookie}.
   *
   * <p>Loads once: calls of the same request share one HGETALL, and one result. No command without
   * a well-formed cookie. The body of the request is paused meanwhile, and resumed just before the
   * future completes, so that whoever waits for that can still read all of it.
   *
   * @param ctx the request; from any thread
   * @return the session, a new one if the request has none; completes on the context of the
   *     request. Fails with what {@link #handler()} would have failed the request with: {@code
   *     HttpException(503)} whose cause is a {@link SessionUnavailableException} if Redis can't be
   *     used (under {@link OnOutage#ANONYMOUS} a read gets the session that {@link
   *     #handler(OnOutage)} describes), {@link SessionFormatException} if the record can't be read.
   *     A response of status 503 then has {@code Retry-After}. Fails with {@link
   *     IllegalStateException} on a route without a session handler of this module, and with {@link
   *     IllegalArgumentException} if a handler brought a user who can't be stored in a session
   */
  public Future<Session> load(RoutingContext ctx) {
    return lazy.load(ctx);
  }

  /**
   * Wraps a router so that no byte of a response leaves before the session's change is stored in
   * Redis: {@code vertx.createHttpServer().requestHandler(sessions.guard(router))}.
   *
   * <p>The first operation that would send the head ({@code end}, {@code write}, {@code writeHead},
   * {@code sendFile}, a pipe) runs the headers-end handlers, in which the session handler saves. If
   * that changes the session (creates, saves, rotates or destroys it), the operation and those
   * after it are held until Redis has acknowledged the change, and then carried out in their order.
   * Meanwhile the response answers as if they were done ({@code ended()}, {@code headWritten()},
   * {@code bytesWritten()}), its futures complete when they really are, and {@code
   * writeQueueFull()} is true, so that a pipe holds back its source. A session that was only read,
   * or whose deadline is only moved, is not waited for: such a response takes no other path, and no
   * other time, than without the guard. Works with every session handler over {@link #store()}.
   *
   * <p>A change that can't be stored turns the response into a short one of its own: 503 with
   * {@code Retry-After: 1} if Redis can't be reached; 409 if the session ended or, under {@code
   * strict}, was changed by another request; 500 for anything else. It carries no Set-Cookie, and a
   * body of type application/problem+json, or text/html for a client that prefers it. What the
   * route wrote, or writes later, is dropped, and its futures fail.
   *
   * <p>Cost: no Redis command. Held are the buffers that the route hands over during one round trip
   * to Redis (they must not be changed by it afterwards), a copy of the headers, and of a file the
   * open file and not its content. A Redis that doesn't answer is waited for about {@code
   * redis.commandTimeoutMs}, more with {@code redis.retryBudgetMs} and {@code redis.durability}. A
   * route that ignores {@code writeQueueFull()} is held in memory as a whole.
   *
   * <p>{@code toWebSocket()}, that of a {@code SockJSHandler} too, waits as well: a change is
   * stored before the handshake is answered, its cookie is in the 101 response, and a failure is
   * answered in place of the handshake. For this the session handler must be one of this module:
   * the stock one doesn't save at a handshake. Not waiting are interim responses (100, 103) and
   * pushed ones, which are none of the session. Call it once per server and router; the handler may
   * be used by all event loops.
   *
   * @param router what answers the requests, with a session handler on its routes
   * @return the handler for the server
   */
  public Handler<HttpServerRequest> guard(Router router) {
    return new ResponseGuard(router);
  }

  /**
   * Says when a login begins: to be taken before the credentials are verified and handed to {@link
   * #logIn(RoutingContext, User, LoginTicket)}. One HMGET. Source: row L10.
   *
   * @return the ticket; fails with {@code HttpException(503)} if Redis can't be asked
   */
  public Future<LoginTicket> loginTicket() {
    return accounts.ticket();
  }

  /**
   * Logs a user in: binds the user to the session, gives it a new id, drops the attributes from
   * before but for {@code session.keepOnLogin} and a level of privilege, and starts both deadlines
   * anew. The old id is dead when the future completes. Source: OWASP ASVS 5.0 7.2.4, 7.1.2, 7.4.5,
   * rows F1, F4, F6, L10, L11.
   *
   * <p>The session goes into the list of {@link #sessionsOf}, with the address and the user agent
   * of the request. If the user has {@code session.maxPerUser} sessions then, {@code
   * session.whenFull} decides: {@code evict} ends the one that was logged in longest ago, {@code
   * reject} refuses this login. The number holds with any number of logins at the same time, once
   * they have completed; a login again in the same session doesn't count twice. A user without a
   * subject is in no list and counts nowhere. All of that also holds for users whom an {@code
   * AuthenticationHandler} or {@code setUser} brings, at the commit of their request.
   *
   * <p>Two HMGETs and two EVALSHAs in two or three steps; when the user has too many sessions, one
   * HMGET for each of them and one EVALSHA or two more.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @param user whose credentials were just verified
   * @param ticket taken before they were
   * @return completes when it is stored; fails as {@link SessionStore#put} does; with {@link
   *     SessionGoneException} if the sessions of the user, or of everyone, were revoked since the
   *     ticket was taken; with {@link TooManySessionsException}; and with {@link
   *     IllegalStateException} on a route without the handler. After a failure nothing of the
   *     session in Redis has changed, the request is anonymous and its response carries no session
   *     cookie.
   */
  public Future<Void> logIn(RoutingContext ctx, User user, LoginTicket ticket) {
    return privilegeChanges.logIn(ctx, user, ticket);
  }

  /**
   * Does what {@link #logIn(RoutingContext, User, LoginTicket)} does, with a ticket that is taken
   * now: a revocation that happened while the credentials were verified doesn't end this login. Two
   * HMGETs and two EVALSHAs.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @param user whose credentials were just verified
   * @return completes when it is stored; fails as the other one does
   */
  public Future<Void> logIn(RoutingContext ctx, User user) {
    return privilegeChanges.logIn(ctx, user, null);
  }

  /**
   * Logs out: destroys the session in Redis and deletes the cookie. One EVALSHA, one more if it had
   * a user, who has it in a list, and nothing if there was no session. Source: OWASP ASVS 5.0
   * 7.4.1, row L1.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return completes when the session is gone; after a failure it may still be alive, and the
   *     response doesn't delete the cookie
   */
  public Future<Void> logOut(RoutingContext ctx) {
    return privilegeChanges.logOut(ctx);
  }

  /**
   * Gives the session a new id, for a change of privilege that is not a login. Attributes and the
   * absolute deadline stay. The old id is dead when the future completes. One EVALSHA. Source:
   * OWASP ASVS 5.0 7.2.4, rows F2, T3.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return completes when it is stored; fails as {@link #logIn} does
   */
  public Future<Void> rotate(RoutingContext ctx) {
    return privilegeChanges.rotate(ctx);
  }

  /**
   * What slows down who guesses passwords; of use on any route that checks one, with or without the
   * login service. {@code login.throttle} says how much it takes. Source: rows B1 to B5.
   *
   * @return the throttle, always the same
   */
  public LoginThrottle throttle() {
    return throttle;
  }

  /**
   * Raises the privileges of the session for a while, after the user has proven anew who they are:
   * gives it a level and a new id. The old id is dead when the future completes. No deadline of the
   * session changes. The level lapses by itself, and the first request after that gets another new
   * id before its route runs, so that an id that once had the level is worth nothing any more; of
   * requests at the same moment one gets it, and the others keep what they read and send no cookie.
   * A second call replaces level and end. One EVALSHA. Source: OWASP ASVS 5.0 7.2.4, 7.5.1, 7.5.3,
   * rows F2, F8, T3.
   *
   * @param ctx the request, on a route behind {@link #handler()}, with a user
   * @param level what {@link #requireLevel} asks for; 1 to 64 characters, not all blank
   * @param duration how long the level lasts, by the clock of the server; one millisecond to 400
   *     days
   * @return completes when it is stored; fails with {@link IllegalArgumentException} if an argument
   *     is out of its bounds and with {@link IllegalStateException} if nobody is logged in, and has
   *     changed nothing then; else as {@link #rotate} does
   */
  public Future<Void> elevate(RoutingContext ctx, String level, Duration duration) {
    return accounts.elevate(ctx, level, duration);
  }

  /**
   * Ends an elevation: takes the level away and gives the session a new id. The old id is dead when
   * the future completes. Without a level it only rotates. One EVALSHA. Source: rows F2, T3.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return completes when it is stored; fails as {@link #rotate} does
   */
  public Future<Void> dropElevation(RoutingContext ctx) {
    return accounts.dropElevation(ctx);
  }

  /**
   * Tells the level that {@link #elevate} gave the session. Sends nothing.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return empty for none, and when it has lapsed
   */
  public Optional<String> level(RoutingContext ctx) {
    return accounts.level(ctx);
  }

  /**
   * A handler that lets only requests through whose session has a level; others fail with 403, and
   * an auditor is told. Sends nothing. Source: OWASP ASVS 5.0 7.5.3, rows F8, T7.
   *
   * @param level the level, exactly as it was given to {@link #elevate}
   * @return the handler, for routes behind {@link #handler()}
   */
  public Handler<RoutingContext> requireLevel(String level) {
    return accounts.requireLevel(level);
  }

  /**
   * Lists the sessions of a user, the one that was logged in longest ago first. One EVALSHA, one
   * HMGET for each session, and one EVALSHA if some that are in the list have ended. Source: OWASP
   * ASVS 5.0 7.5.2, row L4.
   *
   * <p>What was lost of the list in Redis is in it again when the sessions are next used after
   * {@code session.touchIntervalMs}.
   *
   * @param userId the subject of the user, any text
   * @return those that are alive; fails with {@code HttpException(503)} if Redis can't be asked
   */
  public Future<List<SessionInfo>> sessionsOf(String userId) {
    return accounts.sessionsOf(userId);
  }

  /**
   * Tells what the user may be shown of the request's own session. Sends nothing.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return empty if the request has none that is stored
   */
  public Optional<SessionInfo> sessionOf(RoutingContext ctx) {
    return accounts.sessionOf(ctx);
  }

  /**
   * Ends one session of a user. Two EVALSHAs, or nothing if the text is no handle. Source: OWASP
   * ASVS 5.0 7.5.2, 8.2.2, row L5.
   *
   * @param userId the subject of the user, any text
   * @param handle what {@link SessionInfo#handle()} says, or any text that a client sent
   * @return completes when it is gone; false if this user has no such session, and then that of
   *     another user is untouched; fails with {@code HttpException(503)} if Redis can't be asked
   */
  public Future<Boolean> revoke(String userId, String handle) {
    return accounts.revoke(null, userId, handle);
  }

  /**
   * Does what {@link #revoke(String, String)} does, for a request whose user is to be named in the
   * audit. Source: OWASP ASVS 5.0 16.2.1, row A2.
   *
   * @param by the request that asks for it
   * @param userId the subject of the user, any text
   * @param handle what {@link SessionInfo#handle()} says, or any text that a client sent
   * @return completes when it is gone; fails as the other one does
   */
  public Future<Boolean> revoke(RoutingContext by, String userId, String handle) {
    return accounts.revoke(by, userId, handle);
  }

  /**
   * Ends all sessions of the request's user but the request's own: after a change of the password,
   * say. Holds as {@link #revokeAll(String)} does, also for logins that are under way. One HMGET,
   * four EVALSHAs, one for each session, and one more if there were any. Source: OWASP ASVS 5.0
   * 7.4.3, row L6.
   *
   * @param ctx the request, on a route behind {@link #handler()}, with a user
   * @return how many were ended now; fails with {@link IllegalStateException} if nobody is logged
   *     in, with {@link SessionGoneException} if the own session has ended meanwhile, and with
   *     {@code HttpException(503)} if Redis can't be asked
   */
  public Future<Integer> revokeOthers(RoutingContext ctx) {
    return accounts.revokeOthers(ctx);
  }

  /**
   * Ends all sessions of a user, whoever asks for it. Three EVALSHAs and one for each session.
   * Source: OWASP ASVS 5.0 7.4.2, 7.4.5, rows L7 to L10.
   *
   * <p>When it completes, those in the list are gone, and a login whose ticket is older fails. One
   * that isn't in the list, because that was lost or because it is being stored right now, ends
   * when it is next looked up: at once if it is new, else at the latest {@code
   * session.touchIntervalMs} after it was last compared. While the Redis server that knows of the
   * revocation can't be reached, sessions on the other servers go on.
   *
   * @param userId the subject of the user, any text
   * @return how many were ended now; fails with {@code HttpException(503)} if Redis can't be asked,
   *     half done, and may be called again
   */
  public Future<Integer> revokeAll(String userId) {
    return accounts.revokeAll(null, userId);
  }

  /**
   * Does what {@link #revokeAll(String)} does, for a request whose user is to be named in the
   * audit. Source: OWASP ASVS 5.0 16.2.1, rows A2, L8.
   *
   * @param by the request that asks for it
   * @param userId the subject of the user, any text
   * @return how many were ended now; fails as the other one does
   */
  public Future<Integer> revokeAll(RoutingContext by, String userId) {
    return accounts.revokeAll(by, userId);
  }

  /**
   * Ends the sessions of all users; anonymous ones go on. One EVALSHA, then SCAN and one EVALSHA
   * for each session, on every primary. Holds as {@link #revokeAll(String)} does, for everyone.
   * Source: OWASP ASVS 5.0 7.4.5, row L8.
   *
   * @return how many were ended now; fails with {@code HttpException(503)} if a server can't be
   *     reached: those that were not ended by then end when they are next looked up, as above
   */
  public Future<Integer> revokeEveryone() {
    return accounts.revokeEveryone(null);
  }

  /**
   * Does what {@link #revokeEveryone()} does, for a request whose user is to be named in the audit.
   * Source: OWASP ASVS 5.0 16.2.1, rows A2, L8.
   *
   * @param by the request that asks for it
   * @return how many were ended now; fails as the other one does
   */
  public Future<Integer> revokeEveryone(RoutingContext by) {
    return accounts.revokeEveryone(by);
  }

  /**
   * Replaces the keys that sign the cookies, while requests are served. What is signed from now on
   * is signed with the first; a cookie that an older key signed counts while that key is in the
   * list. A cookie of a key that is gone, and an unsigned one, is anonymous and sends no command:
   * to replace a key, put the new one in front on every server and drop the old one after {@code
   * session.absoluteTimeoutMs}.
   *
   * <p>Takes effect at once, for all threads, on this instance alone: a fleet has to call it on
   * each server, with the new key as the last of the list first, so that all know it before one
   * signs with it. Sends no command. Source: OWASP ASVS 5.0 11.2.2, 13.3.4, row C10.
   *
   * @param keys the first signs, all verify; one or more, with the bounds of {@link SigningKey}
   * @throws ConfigException if a key is out of these bounds; the keys from before stay then
   */
  public void signingKeys(List<SigningKey> keys) {
    List<SigningKey> copy = List.copyOf(keys);
    SigningKey.check(copy);
    keyRing.replace(copy);
  }

  /**
   * Replaces the keys that encrypt attributes, while requests are served: {@code encryption.keys}.
   * What is written from now on is encrypted with the first; what an older key encrypted is read
   * while that key is in the list, and is encrypted with the first when it is next written, or with
   * the next new id of its session. A session with a value whose key is gone is anonymous, and its
   * record is kept for {@code session.quarantineMs}: to replace a key, put the new one in front on
   * every server and drop the old one after {@code session.absoluteTimeoutMs}.
   *
   * <p>Takes effect at once, for all threads, on this instance alone: a fleet has to call it on
   * each server, with the new key as the last of the list first, so that all know it before one
   * encrypts with it. Sends no command. Source: OWASP ASVS 5.0 11.2.2, 13.3.4, row S4.
   *
   * @param keys the first encrypts, all decrypt; one or more, with the bounds of {@link
   *     EncryptionKey}
   * @throws ConfigException if a key is out of these bounds; the keys from before stay then
   */
  public void encryptionKeys(List<EncryptionKey> keys) {
    List<EncryptionKey> copy = List.copyOf(keys);
    EncryptionKey.check(copy);
    sealKeys.replace(copy);
  }

  /**
   * Stores what the request did to its session so far, before the response says so: before a
   * WebSocket ({@code sessions.commit(ctx).compose(v -> ctx.request().toWebSocket())}), whose
   * handshake runs no handlers at its head, so that changes would be lost without this (and without
   * {@link #guard}); before the first byte of an event stream; before anything that another request
   * is to find. One EVALSHA, or nothing if nothing changed.
   *
   * <p>A new or rotated cookie is in the 101 response. What is changed after the upgrade, or after
   * the head of a stream, is stored by another call of this, and can set no cookie any more.
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return completes when it is stored; fails as {@link SessionStore#put} does, and with {@link
   *     SessionGoneException} if the request came with an id that was just rotated away. A cookie
   *     that could not be stored is not in the response.
   */
  public Future<Void> commit(RoutingContext ctx) {
    return unavailable.commit(ctx);
  }

  /**
   * Tells how many well-formed ids were sent to {@link #handler()} that named no session, since
   * this was opened and to this process: cookies of sessions that have ended, and guesses. Sends no
   * command. Source: row B12.
   *
   * @return a number that only grows
   */
  public long unknownIds() {
    return unknownIds.total();
  }

  /**
   * Reports an event of the application's own to the audit, in the form of {@link #AUDIT_ADDRESS}:
   * to the log, to the event bus and, with {@code audit.stream}, to the stream in Redis. A
   * successful {@link #logIn}, {@link #logOut} and {@link #rotate}, sessions that come and go
   * behind {@link #handler()}, refused cookies and failures of Redis are reported without it.
   *
   * <p>Never waits, and fails no request: what can't be reported is in the log of this module. From
   * any thread. Sends nothing, or one EVALSHA with {@code audit.stream}. Source: OWASP ASVS 5.0
   * 16.3.1, row A1.
   *
   * @param event what happened
   * @param ctx the request in which it happened, null outside of requests
   * @param details what else there is to say: texts, numbers, booleans, objects and lists of them,
   *     at most 32 in all. {@code user} is whom it is about where that isn't the user of the
   *     request, such as the name that a failed login gave, and {@code session} the handle of the
   *     session that it is about, which is hashed. Anything that could be sent as a cookie, a
   *     password or a token must not be in it
   * @throws IllegalArgumentException if a detail has the name of a field that the request and the
   *     event fill in; nothing is reported then
   */
  public void audit(AuditEvent event, @Nullable RoutingContext ctx, JsonObject details) {
    AuditTrail.check(details);
    audit.report(event, ctx, details);
  }

  /**
   * Opens a WebSocket within the session: does what {@link #commit} does, upgrades the request, and
   * closes the socket with status 1008 when its session has ended: by logout, revocation or one of
   * its deadlines, or because it is another user's by now. Source: OWASP ASVS 5.0 7.4.1, row L12.
   *
   * <ul>
   *   <li>That is found out at most {@code session.socketCheckMs} and one command later: the
   *       session is looked up that often, with one HGETALL for all its sockets on this server, and
   *       two HMGETs while no request compares it with the revocations. With {@code redis.reads:
   *       replica}, {@code redis.maxReplicaLagMs} comes on top. From then on no message of the
   *       client reaches the application; a client that doesn't answer the closing keeps the
   *       connection until {@code HttpServerOptions.setWebSocketClosingTimeout}
   *   <li>A new id changes nothing: the socket has proven the old one when it was opened, and
   *       belongs to the session as long as that has the same user. A socket that was opened before
   *       the login is closed after it
   *   <li>While Redis can't be used the socket stays, but not beyond the deadlines that were known
   *       at the last look
   *   <li>An open socket doesn't keep its session alive. Messages do if the application says so, by
   *       {@code sessions.store().put(ctx.session())}, which also stores what they changed in the
   *       session; it fails with {@link SessionGoneException} when the session is over or has
   *       another id
   *   <li>A session that was never stored can't be revoked: nothing is looked up for it
   * </ul>
   *
   * @param ctx the request, on a route behind {@link #handler()}
   * @return the socket; fails as {@link #commit} does, with {@link IllegalStateException} on a
   *     route without the handler, and as {@link HttpServerRequest#toWebSocket()} does
   */
  public Future<ServerWebSocket> webSocket(RoutingContext ctx) {
    return sockets.webSocket(ctx);
  }

  /**
   * Readies a response that goes on for long, such as a stream of server-sent events: does what
   * {@link #commit} does, and ends the response when its session has ended, under the rules and
   * within the bound of {@link #webSocket}. Then the client asks again, and is refused like
   * everybody without a session.
   *
   * @param ctx the request, on a route behind {@link #handler()}. The application begins the
   *     response when the future completes, and learns of its end by {@code ctx.addEndHandler}
   * @return completes when the session is stored; fails as {@link #commit} does, and with {@link
   *     IllegalStateException} on a route without the handler. Source: row L12
   */
  public Future<Void> stream(RoutingContext ctx) {
    return sockets.stream(ctx);
  }

  /**
   * Lets the sockets of a {@code SockJSHandler} end with their sessions, as {@link #webSocket}
   * does: {@code SockJSHandler.create(vertx).socketHandler(sessions.sockJs(handler))}.
   *
   * <p>SockJS closes with status 1008 on its raw WebSocket only, and with a frame {@code c[3000,"Go
   * away!"]} of its own on all other transports. It upgrades without storing what earlier handlers
   * did to the session; if they do anything, a handler before it has to wait for {@link #commit}.
   *
   * @param handler what the application does with a socket; the session is its {@code webSession()}
   * @return the handler for {@code socketHandler}; the sockets that it passes on are wrapped ones.
   *     Source: row L12
   */
  public Handler<SockJSSocket> sockJs(Handler<SockJSSocket> handler) {
    return sockets.sockJs(handler);
  }

  /**
   * Lets the sockets of the event bus bridge end with their sessions, as {@link #sockJs} does, and
   * their pings extend them: {@code SockJSHandler.create(vertx).bridge(options,
   * sessions.bridge(null))}.
   *
   * <p>A ping (the bridge's message, which its client sends every five seconds, not the frame of a
   * WebSocket) counts as a use of the session. It sends one EVALSHA when the last access was
   * written {@code session.touchIntervalMs} ago or longer, by whichever socket of the session, and
   * nothing otherwise; the absolute deadline stays. It does so under a new id too.
   *
   * @param handler what the application does with the events, all of which it gets; null to allow
   *     all
   * @return the handler for {@code bridge}. Source: row L12
   */
  public Handler<BridgeEvent> bridge(@Nullable Handler<BridgeEvent> handler) {
    return sockets.bridge(handler);
  }

  /**
   * Gives the configuration that counts: that of {@link #open}, with what {@link #reload} has
   * changed. Sends nothing, and costs the read of a field.
   *
   * @return the configuration, immutable
   */
  public SessionsConfig config() {
    return reload.config();
  }

  /**
   * Takes another configuration while requests are served, as far as its keys are live: {@link
   * LiveConfig#keys()} names these. They count at once, on all event loops, for what happens from
   * then on; sessions keep the deadlines that they have. Other keys that differ are not applied and
   * are a WARN in the log that names them. What was applied is an INFO, with the values of keys
   * that are no secrets.
   *
   * <p>A live key that would contradict one that has to stay is not applied; then nothing is, and
   * all that differs needs a restart. Keys that were replaced by {@link #signingKeys} and {@link
   * #encryptionKeys} stay, unless the configuration's own have changed.
   *
   * <p>Takes effect on this instance alone: a fleet has to call it on each server. Calls take
   * effect one after the other, in any order. Sends no command.
   *
   * @param config a whole configuration, as for {@link #open}
   * @return the keys that differ and need a restart, empty if all were applied; fails with a {@link
   *     ConfigException} that lists every problem, and then nothing has changed
   */
  public Future<List<String>> reload(JsonObject config) {
    // On a worker, since a secret may be in a file.
    return vertx.executeBlocking(() -> reload.to(config), false);
  }

  /**
   * Finds out whether these sessions can be used: whether Redis answers and takes writes. For a
   * health check; {@code GET /health/ready} of the login service answers it.
   *
   * <p>{@code status} is {@code UP} or {@code DOWN}, {@code shards} how many primaries hold
   * sessions and {@code serving} how many of them took a write: in a cluster one of several is
   * enough, since without the others only their own sessions are lost, on every server of the
   * fleet. Where one did not, {@code reason} says why, as {@code store.failed} does in {@link
   * #AUDIT_ADDRESS}, with {@code error}, the first word of what Redis replied, such as {@code
   * READONLY} or {@code OOM}. No address, user or key is in it.
   *
   * <p>One EVALSHA to each primary, of a key that lives for a minute; it is not tried again.
   * Source: OWASP ASVS 5.0 16.5.2, row D1.
   *
   * @return the answer, within {@code redis.commandTimeoutMs}; never fails
   */
  public Future<JsonObject> health() {
    return store.health().map(SessionsStatus::health);
  }

  /**
   * Tells what this process has seen since the first call, and who serves the sessions now: for a
   * status page of the application's own, such as {@code GET /admin/status} of the login service.
   * Before the first call nothing is counted for it, so call it once after {@link #open}. Sends
   * nothing; of use to administrators only, since it has addresses of servers.
   *
   * <ul>
   *   <li>{@code since}: when the counts began, ISO 8601
   *   <li>{@code counts}: by meter and then by the value of its tag, or {@code all} for a meter
   *       without one; {@code src/docs/metrics.md} lists the meters
   *   <li>{@code events}: by {@link AuditEvent#spelling()}
   *   <li>{@code commands}: by kind, each with {@code count}, {@code meanMs}, {@code p99Ms} (the
   *       upper bound of the range it is in) and {@code within}: how many took up to each of {@code
   *       boundsMs}, and not less than the one before; the last number is for all longer ones
   *   <li>{@code boundsMs}: these bounds
   *   <li>{@code payload}: {@code count} and {@code bytes} of what writes have sent
   *   <li>{@code active}: about how many {@code sessions} and {@code users} this process has served
   *       within five minutes
   *   <li>{@code shards}: a list of who holds the sessions, each with {@code primary} (host and
   *       port, empty while none is known), {@code replicas} and {@code serving}, as far as
   *       commands have found out
   * </ul>
   *
   * @return a new object
   */
  public JsonObject status() {
    return SessionsStatus.of(meters);
  }

  /**
   * Closes the connections, and the embedded Redis if there is one. Calls that are under way fail.
   * Sockets that were opened within a session are closed with status 1001, since nobody would see
   * any more when it ends.
   *
   * @return completes when they are closed
   */
  public Future<Void> close() {
    watch.close();
    random.close();
    meters.close();
    return commands.close();
  }
}
