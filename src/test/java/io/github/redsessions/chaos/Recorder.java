package io.github.redsessions.chaos;

import io.github.redsessions.chaos.history.Fault;
import io.github.redsessions.chaos.history.History;
import io.github.redsessions.chaos.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes down what clients do and see, and gives numbers to sessions and ids, so that no id is
 * printed. Safe for use by many threads.
 */
final class Recorder {

  /** Of a cookie's value, the part that names the session. */
  private static final int HANDLE = 22;

  private final List<Operation> operations = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, Integer> sessions = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<Integer> skewed = ConcurrentHashMap.newKeySet();
  private int started;

  /**
   * What a client sends as a cookie.
   *
   * @param value the value, empty for none
   * @param session the number of its session, 0 for none
   * @param id the number of the id
   */
  record Cookie(String value, int session, int id) {

    static final Cookie NONE = new Cookie("", 0, 0);

    String handle() {
      return value.substring(0, HANDLE);
    }
  }

  synchronized Cookie cookie(String value) {
    if (value.isEmpty()) {
      return Cookie.NONE;
    }
    String handle = value.substring(0, HANDLE);
    // The sessions of one service's routes have no handle in common with those of another's.
    int session = sessions.computeIfAbsent(handle, h -> sessions.size() + 1);
    int id = ids.computeIfAbsent(value, v -> ids.size() + 1);
    return new Cookie(value, session, id);
  }

  synchronized int nextNumber() {
    return ++started;
  }

  synchronized void add(Operation operation) {
    operations.add(operation);
  }

  synchronized void add(Fault fault) {
    faults.add(fault);
  }

  synchronized int size() {
    return operations.size();
  }

  synchronized History history() {
    return new History(operations, faults);
  }

  /** Notes that the clock of a service is wrong, from before it is until it is right again. */
  void setSkewed(int server, boolean wrong) {
    if (wrong) {
      skewed.add(server);
    } else {
      skewed.remove(server);
    }
  }

  boolean isSkewed(int server) {
    return skewed.contains(server);
  }
}
