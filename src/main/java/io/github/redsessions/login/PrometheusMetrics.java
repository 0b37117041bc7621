package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.MetricsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry of {@code metrics.enabled}, which all services of a process share, and what is in
 * it. The only class of the login service that needs Micrometer.
 */
final class PrometheusMetrics {

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String VERSION = "; version=1.0.0; charset=utf-8";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** The registries that were made here, by name. */
  private static final Map<String, Own> OWN = new HashMap<>();

  private PrometheusMetrics() {}

  /** A registry that was made here, and how many services use it. */
  private record Own(JvmGcMetrics gc, int users) {}

  /** What a scraper gets. */
  record Scrape(String type, String lines) {}

  /**
   * Makes the registry, if it is wanted and there is none.
   *
   * @return what ends it, when no other service uses it any more
   * @throws ConfigException if it is wanted and there is no Micrometer
   */
  static Supplier<Future<Void>> open(MetricsConfig config) {
    if (!config.enabled()) {
      return Future::succeededFuture;
    }
    try {
      return Registry.open(config.registryName());
    } catch (LinkageError e) {
      throw new ConfigException(
          List.of(
              "metrics.enabled: found true, allowed only with io.vertx:vertx-micrometer-metrics and"
                  + " io.micrometer:micrometer-registry-prometheus on the class path"));
    }
  }

  /**
   * Writes all meters; takes a while, so not for an event loop.
   *
   * @param accept what the client takes
   * @return null if there is no Prometheus registry of that name
   */
  static @Nullable Scrape scrape(String name, String accept) {
    try {
      return Registry.scrape(name, accept);
    } catch (LinkageError e) {
      return null;
    }
  }

  /** What can't be loaded without Micrometer. */
  private static final class Registry {

    private Registry() {}

    static Supplier<Future<Void>> open(String name) {
      synchronized (OWN) {
        Own own = OWN.get(name);
        if (own == null && BackendRegistries.getNow(name) != null) {
          return Future::succeededFuture;
        }
        OWN.put(name, own == null ? new Own(create(name), 1) : new Own(own.gc, own.users + 1));
      }
      return () -> {
        release(name);
        return Future.succeededFuture();
      };
    }

    private static JvmGcMetrics create(String name) {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      BackendRegistries.setupBackend(
          new MicrometerMetricsOptions().setRegistryName(name), registry);
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new FileDescriptorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      JvmGcMetrics gc = new JvmGcMetrics();
      gc.bindTo(registry);
      return gc;
    }

    private static void release(String name) {
      synchronized (OWN) {
        Own own = OWN.get(name);
        if (own == null) {
          return;
        }
        if (own.users > 1) {
          OWN.put(name, new Own(own.gc, own.users - 1));
        } else {
          OWN.remove(name);
          own.gc.close();
          BackendRegistries.stop(name);
        }
      }
    }

    static @Nullable Scrape scrape(String name, String accept) {
      PrometheusMeterRegistry registry = prometheus(BackendRegistries.getNow(name));
      if (registry == null) {
        return null;
      }
      String type = accept.contains(OPEN_METRICS) ? OPEN_METRICS + VERSION : TEXT;
      return new Scrape(type, registry.scrape(type));
    }

    private static @Nullable PrometheusMeterRegistry prometheus(@Nullable MeterRegistry registry) {
      if (registry instanceof PrometheusMeterRegistry found) {
        return found;
      }
      if (registry instanceof CompositeMeterRegistry all) {
        for (MeterRegistry each : all.getRegistries()) {
          PrometheusMeterRegistry found = prometheus(each);
          if (found != null) {
            return found;
          }
        }
      }
      return null;
    }
  }
}
