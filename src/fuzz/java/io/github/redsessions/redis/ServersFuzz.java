package io.github.redsessions.redis;

import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Reads what a server may say of itself and of others. Who asks takes any failure to read it as no
 * answer; but what is read is usable: slots that there are, servers that can be connected to. The
 * first line of an input says what was asked, the rest is the reply: {@code [}, {@code |} and
 * {@code ]} around and between its items.
 */
public final class ServersFuzz {

  private static final URI SENDER = URI.create("rediss://10.0.0.1:6379");
  private static final Addresses ADDRESSES = Addresses.likeWithoutDatabase(SENDER);
  private static final ClusterAddresses CLUSTER = new ClusterAddresses(ADDRESSES);

  /** Nodes connect when they are used, which they are not here. */
  private static final class Nodes {
    static final Vertx VERTX = Vertx.vertx();

    static RedisNodes create() {
      return new RedisNodes(VERTX, SessionsConfig.from(new JsonObject()).redis(), List.of());
    }
  }

  private ServersFuzz() {}

  /** Reads an input as one of several replies. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String asked = text.substring(0, Math.max(0, end));
    String reply = text.substring(end + 1);
    switch (asked) {
      case "info" -> ignoringFailure(() -> ReplicationInfo.parse(bulk(reply)));
      case "role" -> ignoringFailure(() -> ServerRole.parse(tree(reply)));
      case "error" -> redirect(reply);
      case "address" -> address(reply);
      default -> slots(reply);
    }
  }

  private static void slots(String reply) {
    int end = reply.lastIndexOf('\n');
    ClusterView view;
    try {
      view =
          ClusterView.parse(
              tree(reply.substring(end + 1)),
              bulk(reply.substring(0, Math.max(0, end))),
              SENDER,
              CLUSTER);
    } catch (RuntimeException e) {
      return;
    }
    view.nodes().forEach(ServersFuzz::isUsable);
    RedisNodes nodes = Nodes.create();
    SlotMap before = SlotMap.unknown();
    SlotMap map = before.next(view, uri -> nodes.get(uri, ConnectionSetup.PRIMARY));
    for (int slot = 0; slot < KeySlot.SLOTS; slot += 97) {
      that(map.shards().contains(map.shardOf(slot)), "a slot without a shard");
    }
    boolean same = map.next(view, uri -> nodes.get(uri, ConnectionSetup.PRIMARY)) == map;
    that(same || overlap(view), "the same answer is another map");
  }

  private static boolean overlap(ClusterView view) {
    BitSet taken = new BitSet();
    for (ClusterView.Range range : view.ranges()) {
      if (!taken.get(range.first(), range.last() + 1).isEmpty()) {
        return true;
      }
      taken.set(range.first(), range.last() + 1);
    }
    return false;
  }

  private static void redirect(String error) {
    String[] words = error.split("\\s+", 2);
    ReplyError reply = new ReplyError(words[0], words.length > 1 ? words[1] : "");
    SlotRedirect redirect = SlotRedirect.parse(reply, SENDER, CLUSTER);
    if (redirect != null) {
      that(redirect.slot() >= 0 && redirect.slot() < KeySlot.SLOTS, "no slot");
      isUsable(redirect.node());
    }
  }

  private static void address(String text) {
    String[] parts = text.split("\\|", 2);
    URI uri = ADDRESSES.of(parts[0], parts.length > 1 ? parts[1] : "");
    if (uri != null) {
      isUsable(uri);
    }
  }

  private static void isUsable(URI server) {
    that(server.getHost() != null && server.getPort() > 0, "an address of nobody: " + server);
    that("rediss".equals(server.getScheme()), "TLS is lost: " + server);
    that(server.getUserInfo() == null && server.getQuery() == null, "more than an address");
  }

  private static void ignoringFailure(Runnable reader) {
    try {
      reader.run();
    } catch (RuntimeException e) {
      that(!(e instanceof IllegalStateException), "an illegal state");
    }
  }

  private static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static Response bulk(String text) {
    return BulkType.create(Buffer.buffer(text), false);
  }

  /** Numbers are numbers, nothing is nil, a list that isn't closed ends with the text. */
  private static Response tree(String text) {
    Deque<List<Response>> open = new ArrayDeque<>();
    open.push(new ArrayList<>());
    StringBuilder item = new StringBuilder();
    boolean closed = false;
    for (char c : (text + "|").toCharArray()) {
      if (c == '[' && open.size() < 8) {
        open.push(new ArrayList<>());
      } else if (c == '|' || c == ']') {
        if (!closed) {
          open.element().add(leaf(item.toString()));
        }
        item.setLength(0);
        closed = c == ']' && open.size() > 1;
        if (closed) {
          List<Response> list = open.pop();
          open.element().add(multi(list));
        }
      } else {
        item.append(c);
      }
    }
    while (open.size() > 1) {
      List<Response> list = open.pop();
      open.element().add(multi(list));
    }
    List<Response> roots = open.pop();
    return roots.isEmpty() || !(roots.get(0) instanceof MultiType) ? multi(roots) : roots.get(0);
  }

  private static Response leaf(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return text.matches("-?\\d{1,18}") ? NumberType.create(Long.valueOf(text)) : bulk(text);
  }

  private static Response multi(List<Response> items) {
    MultiType multi = MultiType.create(items.size(), false);
    items.forEach(multi::add);
    return multi;
  }
}
