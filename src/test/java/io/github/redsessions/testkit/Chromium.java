package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The system's Chromium without a window: each one is a browser profile of its own, as another
 * person or another device has it.
 */
public final class Chromium implements AutoCloseable {

  private static final String MISSING =
      "There is no Chromium with its driver on the PATH, so the pages are not tried in a real browser."
          + " On Debian: apt-get install chromium chromium-driver";

  /** Kept, or its level would be forgotten: Selenium warns of every browser newer than itself. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;
  private final Path profile;

  private Chromium(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /**
   * Skips the test where there is no browser, and says what to install; in CI that is a failure.
   */
  public static void require() {
    boolean isThere = find("chromium").isPresent() && find("chromedriver").isPresent();
    if (!isThere && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(MISSING);
    }
    assumeTrue(isThere, MISSING);
  }

  /**
   * Opens a browser with an empty profile.
   *
   * @param arguments more of its command line, such as {@code --blink-settings=scriptEnabled=false}
   */
  public static Chromium open(String... arguments) {
    try {
      Path profile = Files.createTempDirectory("chromium");
      ChromeOptions options = new ChromeOptions();
      options.setBinary(find("chromium").orElseThrow().toFile());
      options.addArguments(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--user-data-dir=" + profile);
      options.addArguments(arguments);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(find("chromedriver").orElseThrow().toFile())
              .withSilent(true)
              .build();
      return new Chromium(new ChromeDriver(service, options), profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The browser, for what the methods below don't do. */
  public ChromeDriver driver() {
    return driver;
  }

  /** Types the address of a page. */
  public Chromium goTo(String url) {
    driver.get(url);
    return this;
  }

  /** Fills the field that has a label. */
  public Chromium type(String label, String text) {
    eventually(
        PATIENCE,
        () -> {
          WebElement field = driver.findElement(By.id(labelled(label)));
          field.clear();
          field.sendKeys(text);
        });
    return this;
  }

  private String labelled(String label) {
    By by = By.xpath("//label[normalize-space()='" + label + "']");
    return String.valueOf(driver.findElement(by).getDomAttribute("for"));
  }

  /** Presses the button, or follows the link, that says this. */
  public Chromium press(String text) {
    By by = By.xpath("//*[self::button or self::a][normalize-space()='" + text + "']");
    eventually(PATIENCE, () -> driver.findElement(by).click());
    return this;
  }

  /** Waits until the page says this. */
  public Chromium shows(String text) {
    eventually(PATIENCE, () -> assertThat(text()).contains(text));
    return this;
  }

  /** What a person reads on the page. */
  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      List<Path> deepestFirst =
          files.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> find(String program) {
    return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
