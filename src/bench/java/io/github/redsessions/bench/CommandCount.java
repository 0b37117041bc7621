package io.github.redsessions.bench;

import io.github.redsessions.bench.load.Script;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which commands a request sends to Redis. What a script calls inside is not counted. */
final class CommandCount {

  /** How many requests are looked at, one after the other. */
  static final int REQUESTS = 20;

  private CommandCount() {}

  static Map<Contender, List<String>> of(
      Load load, List<ContenderProcess> processes, RedisDatabase redis) throws IOException {
    Map<Contender, List<String>> commands = new EnumMap<>(Contender.class);
    for (ContenderProcess process : processes) {
      if (process.contender().usesRedis()) {
        Script script = process.script(load, 0);
        process.visit(load, script, 1);
        commands.put(
            process.contender(), redis.commandsOf(() -> process.visit(load, script, REQUESTS)));
      }
    }
    return commands;
  }
}
