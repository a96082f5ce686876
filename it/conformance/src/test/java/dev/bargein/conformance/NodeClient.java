package dev.bargein.conformance;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A client from npm. What it needs is installed once for each lock file, next to its program, without running scripts of
 * packages.
 */
final class NodeClient implements Client.Run {
    private static final Path CLIENTS = Path.of("clients");
    private static final Path OUTPUT = Path.of("target", "conformance");
    private static final long INSTALL_SECONDS = 300;
    private static final long RUN_SECONDS = 90;
    private static final String STAMP = ".installed-lock";

    private final String directory;
    private final String program;

    NodeClient(String directory, String program) {
        this.directory = directory;
        this.program = program;
    }

    @Override
    public List<StepResult> against(Service service) throws IOException, InterruptedException {
        install();
        JsonObject where = JsonObject.EMPTY
                .with("httpUrl", service.httpUrl())
                .with("webSocketUrl", service.webSocketUrl())
                .with("tlsUrl", service.tlsUrl())
                .with("caFile", service.certificate().toAbsolutePath().toString())
                .with("pcmFile", service.words().toAbsolutePath().toString());
        Path out = OUTPUT.resolve(directory + "-" + program + ".jsonl").toAbsolutePath();
        Path errors = OUTPUT.resolve(directory + "-" + program + ".log").toAbsolutePath();
        run(RUN_SECONDS, out, errors, "node", program, Json.write(where));
        List<StepResult> steps = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            if (line.startsWith("{\"step\"")) {
                JsonObject json = (JsonObject) Json.parse(line, CodecLimits.DATA_CHANNEL);
                steps.add(new StepResult(
                        text(json, "step"), text(json, "status"), json.number("ms", 0), text(json, "why")));
            }
        }
        return steps;
    }

    private void install() throws IOException, InterruptedException {
        Path home = CLIENTS.resolve(directory);
        String lock = Files.readString(home.resolve("package-lock.json"));
        Path stamp = home.resolve("node_modules").resolve(STAMP);
        if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
            return;
        }
        Path log = OUTPUT.resolve(directory + "-install.log").toAbsolutePath();
        int code = run(INSTALL_SECONDS, log, log, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        if (code != 0) {
            throw new IOException("npm ci in clients/" + directory + " failed: " + Files.readString(log));
        }
        Files.writeString(stamp, lock);
    }

    /** Runs a program here and returns its exit code; one that takes too long is ended. */
    private int run(long seconds, Path out, Path errors, String... command) throws IOException, InterruptedException {
        Files.createDirectories(OUTPUT);
        Process process = new ProcessBuilder(command)
                .directory(CLIENTS.resolve(directory).toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return -1;
        }
        return process.exitValue();
    }

    private static String text(JsonObject json, String name) {
        JsonValue value = json.get(name);
        return value instanceof JsonValue.JsonString string ? string.value() : Objects.toString(value, "");
    }
}
