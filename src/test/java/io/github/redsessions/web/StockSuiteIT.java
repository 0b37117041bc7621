package io.github.redsessions.web;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.contract.StockSessionHandlerIT;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;

/**
 * vertx-web's own contract suite, through the module's handler. The suite creates its stock
 * handlers itself, so each is put into one of the module's when a route takes it; what the suite
 * sets on it holds for both.
 */
// The suite calls setUp and tearDown from a @Before and an @After of its own.
@SuppressWarnings({"JUnit4SetUpNotRun", "JUnit4TearDownNotRun"})
public class StockSuiteIT extends StockSessionHandlerIT {

  private ClientAddress address;
  private AuditTrail audit;
  private CookiePolicy cookie;
  private OutageStore outageStore;
  private boolean lazy;
  private boolean stockHandler;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    address = new ClientAddress(config.http());
    audit = new AuditTrail(vertx, config, InstantSource.system(), null);
    cookie = new CookiePolicy(config.cookie(), config.http().trustProxy(), audit);
    UnknownIds unknownIds = new UnknownIds(100, address, audit, InstantSource.system());
    outageStore = new OutageStore((RedisSessionStore) store, cookie, unknownIds);
    store = outageStore;
    router = around(Router.class, router);
  }

  @Override
  public void testLazySessionNotAccessed() throws Exception {
    lazy = true;
    super.testLazySessionNotAccessed();
  }

  /** The opposite of what the suite says: a lazy session of the module counts writes, not reads. */
  @Override
  public void testLazySessionAccessed() throws Exception {
    lazy = true;
    router.route().handler(SessionHandler.create(store).setLazySession(true));
    router
        .route()
        .handler(
            ctx -> {
              assertNotNull(ctx.session());
              ctx.response().end();
            });
    testRequest(
        HttpMethod.GET,
        "/",
        null,
        response -> assertNull(response.headers().get("set-cookie")),
        200,
        "OK",
        null);
  }

  /** Under the stock handler: it has a local store, whose sessions the module's isn't for. */
  @Override
  public void testRegenerateAndCookies() throws Exception {
    stockHandler = true;
    super.testRegenerateAndCookies();
  }

  private <T> T around(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Object result = call(method, target, args);
              return result instanceof Route route && result != target
                  ? around(Route.class, route)
                  : result == target ? proxy : result;
            }));
  }

  private Object call(Method method, Object target, Object[] args) throws Throwable {
    boolean isHandler = !stockHandler && args != null && args.length == 1;
    if (isHandler && args[0] instanceof SessionHandler stock) {
      RedisSessionHandler handler =
          RedisSessionHandler.over(stock, outageStore, cookie, false, address, audit);
      handler.setLazySession(lazy);
      Object result = null;
      for (Object each : handlers(handler)) {
        result = invoke(method, target, each);
      }
      return result;
    }
    return invoke(method, target, args);
  }

  /** What a route gets in place of one handler. */
  Object[] handlers(RedisSessionHandler handler) {
    return new Object[] {handler};
  }

  private static Object invoke(Method method, Object target, Object... args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
