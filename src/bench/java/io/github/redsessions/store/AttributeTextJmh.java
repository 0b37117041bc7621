package io.github.redsessions.store;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to write an attribute as text, and to read it back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AttributeTextJmh {

  @Param({"integer", "text", "list"})
  public String type;

  private Object value;
  private String text;

  @Setup
  public void prepare() {
    value =
        switch (type) {
          case "integer" -> 4711;
          case "text" -> "reader4711@example.com";
          default ->
              new JsonArray()
                  .add(new JsonObject().put("sku", "book-1").put("quantity", 1))
                  .add(new JsonObject().put("sku", "pen-22").put("quantity", 3));
        };
    text = AttributeCodec.encode("attribute", value);
  }

  @Benchmark
  public String encode() {
    return AttributeCodec.encode("attribute", value);
  }

  @Benchmark
  public Object decode() {
    return AttributeCodec.decode("attribute", text);
  }
}
