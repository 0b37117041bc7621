package io.github.redsessions.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.github.redsessions.redis.ServerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers as containers, of an image that has a {@code redis-server} on its path. They share the
 * host's network, since sentinels and cluster nodes tell clients the addresses they know each other
 * by.
 */
final class DockerProvider implements RedisProvider {

  private final DockerImageName image;

  private DockerProvider(DockerImageName image) {
    this.image = image;
  }

  /**
   * Runs an image.
   *
   * @throws IllegalStateException when no Docker engine can be reached
   */
  static DockerProvider open(String image) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "no Docker engine can be reached, see DOCKER_HOST ("
              + System.getenv("DOCKER_HOST")
              + ")");
    }
    return new DockerProvider(DockerImageName.parse(image));
  }

  @Override
  public Running start(Path directory, int port, List<String> args) throws IOException {
    Object user = Files.getAttribute(directory, "unix:uid");
    Object group = Files.getAttribute(directory, "unix:gid");
    ServerOutput output = new ServerOutput();
    GenericContainer<?> container =
        new GenericContainer<>(image)
            .withNetworkMode("host")
            .withCommand(args.toArray(String[]::new))
            .withCreateContainerCmdModifier(create -> arrange(create, user + ":" + group))
            .withLogConsumer(frame -> log(frame, output))
            .withStartupCheckStrategy(new NoCheck())
            .waitingFor(new NoWait());
    RunningContainer running = new RunningContainer(container);
    try {
      container.start();
      output.awaitReady(port);
      return running;
    } catch (ContainerLaunchException e) {
      running.kill();
      throw new IOException("no container of " + image + " starts", e);
    } catch (IOException e) {
      running.kill();
      throw e;
    }
  }

  private static void arrange(CreateContainerCmd create, String user) {
    // All that tests name in a server's options, such as certificates, is below this directory.
    String temporary = System.getProperty("java.io.tmpdir");
    create
        .withEntrypoint("redis-server")
        // What the server writes has to be deleted by this user.
        .withUser(user)
        .getHostConfig()
        .withBinds(new Bind(temporary, new Volume(temporary)));
  }

  private static void log(OutputFrame frame, ServerOutput output) {
    if (frame.getType() == OutputFrame.OutputType.END) {
      output.end();
    } else {
      frame.getUtf8String().lines().forEach(output::line);
    }
  }

  private record RunningContainer(GenericContainer<?> container) implements Running {

    @Override
    public void signal(String name) {
      container
          .getDockerClient()
          .killContainerCmd(container.getContainerId())
          .withSignal(name)
          .exec();
    }

    @Override
    public void kill() {
      // Sends SIGKILL and removes what is left; does nothing the second time.
      container.stop();
    }
  }

  /** Leaves it to {@link ServerOutput} to see that a server has ended and why. */
  private static final class NoCheck extends StartupCheckStrategy {

    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      return StartupStatus.SUCCESSFUL;
    }
  }

  /** Leaves it to {@link ServerOutput} to see that a server is ready. */
  private static final class NoWait extends AbstractWaitStrategy {

    @Override
    protected void waitUntilReady() {}
  }
}
