package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main class of the application jar: starts {@link LoginVerticle} with the Vert.x launcher.
 *
 * <p>{@code -conf} takes the path of a YAML or JSON file, or the JSON itself; without it the
 * defaults hold. Environment variables and system properties override it. All other options are the
 * launcher's; {@code -help} lists them. A start that fails prints why to the standard error and
 * ends the process with a status other than 0.
 *
 * <p>With a word in front, such as {@code check}, it starts nothing and does that, see {@link
 * Tools}.
 */
@SuppressWarnings("exports") // an entry point: nobody compiles against it
public final class LoginApplication extends VertxApplication implements VertxApplicationHooks {

  private static final Logger LOG = LoggerFactory.getLogger(LoginApplication.class);

  private final @Nullable String configuration;
  private @Nullable JsonObject launcherConfiguration;

  private final AtomicReference<ConfigWatch> watch = new AtomicReference<>();

  /** The first instance, which speaks for all. */
  private final AtomicReference<LoginVerticle> first = new AtomicReference<>();

  private LoginApplication(LaunchArguments arguments) {
    super(arguments.others().toArray(String[]::new));
    this.configuration = arguments.configuration();
  }

  /**
   * Starts the service and returns when it is ready, or ends the process when it can't start.
   *
   * @param args see {@code -help}
   */
  public static void main(String[] args) {
    Tools tools = Tools.of(args);
    if (tools == null) {
      new LoginApplication(LaunchArguments.split(args)).launch();
    } else {
      int status = tools.execute();
      if (tools.isHelpOfAll()) {
        // Which goes on with the options of the launcher.
        new LoginApplication(LaunchArguments.split(args)).launch();
      }
      System.exit(status);
    }
  }

  private ConfigSource source() {
    return new ConfigSource(configuration, launcherConfiguration);
  }

  /** Takes what the launcher has read from an argument file, which only the launcher opens. */
  @Override
  public @Nullable JsonObject afterConfigParsed(@Nullable JsonObject config) {
    launcherConfiguration = config;
    return config;
  }

  /** Deploys instances of {@link LoginVerticle}, whatever the manifest or the arguments name. */
  @Override
  public Supplier<? extends Deployable> verticleSupplier() {
    return () -> {
      LoginVerticle verticle = new LoginVerticle();
      first.compareAndSet(null, verticle);
      return verticle;
    };
  }

  /** Looks for changes of the file from now on. */
  @Override
  public void afterVerticleDeployed(HookContext context) {
    Path file = source().file();
    LoginVerticle service = first.get();
    if (file != null && service != null) {
      Vertx vertx = context.vertx();
      ConfigWatch started =
          new ConfigWatch(vertx, file, () -> source().readAgain(vertx, file), service::reload);
      started.start(ConfigWatch.EVERY_MS);
      watch.set(started);
    }
  }

  @Override
  public void beforeStoppingVertx(HookContext context) {
    ConfigWatch started = watch.get();
    if (started != null) {
      started.stop();
    }
  }

  /** Reads the configuration and checks it, so that nothing starts with a wrong one. */
  @Override
  public void beforeDeployingVerticle(HookContext context) {
    try {
      JsonObject config = source().read(context.vertx());
      SessionsConfig.from(config);
      context.deploymentOptions().setConfig(config);
    } catch (ConfigException e) {
      throw stop(context, e);
    }
  }

  /**
   * Logs why the service can't start. For a failure that no operator can cause, the launcher adds
   * the stack trace.
   */
  @Override
  public void afterFailureToDeployVerticle(HookContext context, @Nullable Throwable failure) {
    if (failure instanceof ConfigException
        || failure instanceof IOException
        || failure instanceof IllegalStateException) {
      throw stop(context, failure);
    }
    LOG.error("The login service can't start. {}", failure == null ? "It took too long." : failure);
    context.vertx().close();
  }

  /** An exception out of a hook is how the launcher is told to stop without logging anything. */
  private static IllegalStateException stop(HookContext context, Throwable reason) {
    LOG.error("The login service can't start. {}", reason.getMessage());
    context.vertx().close();
    return new IllegalStateException("the start has failed");
  }
}
