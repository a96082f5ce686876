package dev.bargein.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command in a process of its own, for what a process alone can show: signals and exit codes. */
final class CommandProcess implements AutoCloseable {
    private static final long PATIENCE_S = 60;

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    CommandProcess(Path dir, String... arguments) throws IOException {
        this(dir, List.of(), arguments);
    }

    /** The command with further variables in its environment. */
    CommandProcess(Path dir, Map<String, String> environment, String... arguments) throws IOException {
        this(dir, List.of(), environment, Redirect.PIPE, arguments);
    }

    CommandProcess(Path dir, List<String> javaOptions, String... arguments) throws IOException {
        this(dir, javaOptions, Redirect.PIPE, arguments);
    }

    /** The command with its standard output going to a file or a device: then nothing can be read here. */
    CommandProcess(Path dir, List<String> javaOptions, Redirect output, String... arguments) throws IOException {
        this(dir, javaOptions, Map.of(), output, arguments);
    }

    private CommandProcess(
            Path dir, List<String> javaOptions, Map<String, String> environment, Redirect output, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // A shell starts its background jobs deaf to Ctrl-C, and whatever they start inherits that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath(), "dev.bargein.cli.Main"));
        command.addAll(List.of(arguments));
        err = dir.resolve("stderr.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output).redirectError(err.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** That of the tests without the logging that test libraries bring along and the command does not have. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    String readLine() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the command ended without a line: " + errors());
        }
        return line;
    }

    /** What is left of its standard output, once it has ended. */
    String readAll() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** Whether it still runs after so long. */
    boolean runsFor(long ms) throws InterruptedException {
        return !process.waitFor(ms, TimeUnit.MILLISECONDS);
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the command did not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
