package io.github.redsessions.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.backends.BackendRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What src/docs/metrics.md says there is. */
class MetricsPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(redsessions\\.[a-z.]+)` \\| ([a-z]+) \\| ([^|]*) \\| .+ \\|$");
  private static final Pattern WORD = Pattern.compile("`([a-z0-9.-]+)`");

  /** Every meter with its type, its tag and all its values, and no other. */
  @Test
  void table_isWhatTheCodeRegisters() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("src", "docs", "metrics.md")))
        .results()
        .forEach(row -> documented.put(row.group(1), row.group(2) + " " + words(row.group(3))));

    assertThat(documented).isEqualTo(registered());
  }

  private static List<String> words(String cell) {
    return WORD
        .matcher(cell)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private static Map<String, String> registered() {
    String name = UUID.randomUUID().toString();
    MeterRegistry registry = new SimpleMeterRegistry();
    BackendRegistries.setupBackend(new MicrometerMetricsOptions().setRegistryName(name), registry);
    SessionMeters.none().useRegistry(name);
    BackendRegistries.stop(name);
    Map<String, String> types = new TreeMap<>();
    Map<String, TreeSet<String>> tags = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      String id = meter.getId().getName();
      // Of the histogram, which this registry makes meters of its own of.
      if (id.endsWith(".histogram")) {
        continue;
      }
      types.put(id, type(meter));
      TreeSet<String> words = tags.computeIfAbsent(id, k -> new TreeSet<>());
      for (Tag tag : meter.getId().getTags()) {
        words.add(tag.getKey());
        words.add(tag.getValue());
      }
    }
    types.replaceAll((id, type) -> type + " " + List.copyOf(tags.get(id)));
    return types;
  }

  private static String type(Meter meter) {
    return switch (meter.getId().getType()) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case TIMER -> "timer";
      case DISTRIBUTION_SUMMARY -> "summary";
      default -> meter.getId().getType().name();
    };
  }
}
