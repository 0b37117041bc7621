package io.github.redsessions.redis;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.concurrent.ExecutionException;

/** What an event loop has been asked to do later: netty has no public way to say. */
final class ScheduledTasks {

  private ScheduledTasks() {}

  /** How many timers are set. */
  static int of(EventLoop eventLoop) {
    try {
      Field queue = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
      queue.setAccessible(true);
      return eventLoop
          .submit(
              () -> {
                Collection<?> tasks = (Collection<?>) queue.get(eventLoop);
                return tasks == null ? 0 : tasks.size();
              })
          .get();
    } catch (ReflectiveOperationException | ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
