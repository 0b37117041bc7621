package io.github.redsessions.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs Jazzer over one target after the other, each in a JVM of its own, and prints what came of
 * it. Everything it makes is in {@code target/fuzz}: the log, the inputs that it has found useful,
 * which the next run begins with, and those that failed. Exits with 1 if there is a finding.
 *
 * <p>{@code fuzz.seconds} is the time of each, {@code fuzz.targets} says which, {@code fuzz.keep}
 * adds what reaches new code to {@code src/fuzz/corpus}.
 */
public final class FuzzRun {

  private static final Path WORK = Path.of("target", "fuzz");

  /**
   * Checks of Jazzer that are left out: that of files, since a configuration names some, and that
   * of Unsafe, which breaks the class that Netty accesses arrays with.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
          "com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer");

  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
  private static final Pattern FINDING = Pattern.compile("(?m)^== (?:Java Exception|ERROR).*$");

  /** Beyond this a longer file says less to its reader, and takes every build more time. */
  private static final int MOST_KEPT = 250;

  private static final int LONGEST_KEPT = 512;

  private final int seconds = Integer.getInteger("fuzz.seconds", 60);
  private final boolean keep = Boolean.getBoolean("fuzz.keep");

  private FuzzRun() {}

  /** Runs all targets, or those of {@code fuzz.targets}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String chosen = System.getProperty("fuzz.targets", "");
    List<Target> targets =
        chosen.isBlank()
            ? List.of(Target.values())
            : Stream.of(chosen.toUpperCase(Locale.ROOT).split(",", -1))
                .map(Target::valueOf)
                .toList();
    FuzzRun run = new FuzzRun();
    List<String> summary = new ArrayList<>();
    int findings = 0;
    for (Target target : targets) {
      System.out.println("Fuzzing " + target.title() + " for " + run.seconds + " s");
      Result result = run.fuzz(target);
      findings += result.finding == null ? 0 : 1;
      summary.add(result.toString());
    }
    System.out.println("\nFuzzing: " + targets.size() + " targets, " + findings + " findings");
    summary.forEach(System.out::println);
    System.exit(findings == 0 ? 0 : 1);
  }

  /** What came of one target; a finding is null if there is none. */
  private record Result(Target target, long inputs, long corpus, String finding) {

    @Override
    public String toString() {
      return String.format(
          "  %-10s %,12d inputs, corpus of %,5d, %s",
          target.title(),
          inputs,
          corpus,
          finding == null ? "no finding" : "FOUND " + finding + "; see " + directory(target));
    }
  }

  private Result fuzz(Target target) throws IOException, InterruptedException {
    Path found = Files.createDirectories(directory(target).resolve("corpus"));
    Path seeds = unpack(target);
    Path log = directory(target).resolve("log.txt");
    List<String> options = List.of("-max_total_time=" + seconds, "-print_final_stats=1");
    int exit = jazzer(target, log, options, List.of(found, seeds));
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    Matcher executions = EXECUTIONS.matcher(text);
    long inputs = executions.find() ? Long.parseLong(executions.group(1)) : 0;
    if (exit == 0 && keep) {
      keep(target, found, seeds);
    }
    return new Result(target, inputs, files(found).size(), finding(exit, inputs, text));
  }

  private static String finding(int exit, long inputs, String log) {
    Matcher finding = FINDING.matcher(log);
    if (finding.find()) {
      return finding.group();
    }
    return exit != 0 || inputs == 0 ? "exit " + exit + " after " + inputs + " inputs" : null;
  }

  /** Lets the fuzzer choose the fewest inputs that reach all the code that is reached. */
  private void keep(Target target, Path found, Path seeds)
      throws IOException, InterruptedException {
    Path chosen = fresh(directory(target).resolve("chosen"));
    Path log = directory(target).resolve("merge.txt");
    if (jazzer(target, log, List.of("-merge=1"), List.of(chosen, seeds, found)) != 0) {
      throw new IOException("the corpus could not be merged; see " + log);
    }
    Set<String> known = new LinkedHashSet<>();
    for (byte[] input : Corpus.read(target.corpus())) {
      known.add(Corpus.line(input));
    }
    List<String> added = new ArrayList<>();
    for (Path file : files(chosen)) {
      String line = Corpus.line(Files.readAllBytes(file));
      if (known.size() < MOST_KEPT
          && !line.isEmpty()
          && line.length() <= LONGEST_KEPT
          && known.add(line)) {
        added.add(line);
      }
    }
    Files.write(target.corpus(), added, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
  }

  private static int jazzer(Target target, Path log, List<String> options, List<Path> corpora)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Xss1m",
                // Attaching an agent to itself is how it begins; newer Javas warn of it.
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzEntry.class.getName(),
                "--target_args=" + target.name(),
                "--instrumentation_includes=io.github.redsessions.**:io.vertx.core.json.**:com.fasterxml.jackson.core.**:org.yaml.snakeyaml.**",
                "--disabled_hooks=" + String.join(File.pathSeparator, LEFT_OUT),
                "--reproducer_path=" + directory(target)));
    corpora.forEach(corpus -> command.add(corpus.toString()));
    command.addAll(options);
    // Ten seconds are no bound for one input but for a machine that others use too.
    command.addAll(
        List.of(
            "-timeout=10",
            "-rss_limit_mb=3072",
            "-max_len=" + target.maxBytes(),
            "-artifact_prefix=" + directory(target) + File.separator));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(new File("/dev/null"))
        .start()
        .waitFor();
  }

  private static Path unpack(Target target) throws IOException {
    Path seeds = fresh(directory(target).resolve("seeds"));
    List<byte[]> inputs = Corpus.read(target.corpus());
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(seeds.resolve("seed-" + i), inputs.get(i));
    }
    return seeds;
  }

  private static Path directory(Target target) {
    return WORK.resolve(target.title());
  }

  private static Path fresh(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Path old : files(directory)) {
      Files.delete(old);
    }
    return directory;
  }

  private static List<Path> files(Path directory) throws IOException {
    File[] files = directory.toFile().listFiles(File::isFile);
    if (files == null) {
      throw new IOException("not a directory: " + directory);
    }
    return Arrays.stream(files).map(File::toPath).sorted().toList();
  }
}
