package dev.bargein.conformance;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs programs for clients that are not on the JVM, and reads what became of their steps. */
final class ClientProcess {
    static final Path CLIENTS = Path.of("clients");
    static final Path OUTPUT = Path.of("target", "conformance");

    private static final long RUN_SECONDS = 90;
    private static final int MOST_OF_A_LOG = 2_000;

    private ClientProcess() {}

    /** Runs a client in its directory of {@code clients}: it gets the service's addresses as one argument of JSON. */
    static List<StepResult> converse(String directory, String interpreter, String program, Service service)
            throws IOException, InterruptedException {
        JsonObject where = JsonObject.EMPTY
                .with("httpUrl", service.httpUrl())
                .with("webSocketUrl", service.webSocketUrl())
                .with("tlsUrl", service.tlsUrl())
                .with("caFile", service.certificate().toAbsolutePath().toString())
                .with("pcmFile", service.words().toAbsolutePath().toString());
        Path out = OUTPUT.resolve(directory + "-" + program + ".jsonl").toAbsolutePath();
        Path errors = OUTPUT.resolve(directory + "-" + program + ".log").toAbsolutePath();
        int code = run(CLIENTS.resolve(directory), RUN_SECONDS, out, errors, interpreter, program, Json.write(where));
        List<StepResult> steps = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            if (line.startsWith("{\"step\"")) {
                JsonObject json = (JsonObject) Json.parse(line, CodecLimits.DATA_CHANNEL);
                steps.add(new StepResult(
                        text(json, "step"), text(json, "status"), json.number("ms", 0), text(json, "why")));
            }
        }
        if (steps.isEmpty()) {
            String said = Files.readString(errors);
            throw new IOException(program + " in clients/" + directory + " ended with " + code
                    + " before its first step: " + said.substring(0, Math.min(said.length(), MOST_OF_A_LOG)));
        }
        return steps;
    }

    /** Runs a program and returns its exit code, or -1 for one that took too long and was ended. */
    static int run(Path directory, long seconds, Path out, Path errors, String... command)
            throws IOException, InterruptedException {
        Files.createDirectories(OUTPUT);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        // What the program starts in turn is found next to it.
        File home = new File(command[0]).getParentFile();
        if (home != null) {
            builder.environment().merge("PATH", home.getPath(), (path, own) -> own + File.pathSeparator + path);
        }
        Process process = builder.start();
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
