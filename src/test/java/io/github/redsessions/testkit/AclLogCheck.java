package io.github.redsessions.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which the shared server has refused anything: the application asked for
 * more than {@code conf/redis/users.acl} grants. JUnit runs it after every class by itself. A
 * server of a test's own checks the same when it is closed.
 */
public final class AclLogCheck implements AfterAllCallback {

  @Override
  public void afterAll(ExtensionContext context) {
    RedisServer.checkShared();
  }
}
