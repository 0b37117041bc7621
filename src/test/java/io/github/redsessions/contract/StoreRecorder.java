package io.github.redsessions.contract;

import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What all servers of a store are asked, but for the questions about each other. */
final class StoreRecorder implements AutoCloseable {

  private final List<CommandRecorder> recorders = new ArrayList<>();

  StoreRecorder(List<RedisServer> servers) {
    servers.forEach(server -> recorders.add(server.record()));
  }

  /** The commands so far, server by server. */
  List<List<String>> commands() {
    return recorders.stream()
        .flatMap(recorder -> recorder.commands().stream())
        .filter(command -> !command.get(0).equalsIgnoreCase("CLUSTER"))
        .toList();
  }

  List<String> names() {
    return commands().stream().map(command -> command.get(0).toUpperCase(Locale.ROOT)).toList();
  }

  void clear() {
    recorders.forEach(CommandRecorder::clear);
  }

  @Override
  public void close() {
    recorders.forEach(CommandRecorder::close);
  }
}
