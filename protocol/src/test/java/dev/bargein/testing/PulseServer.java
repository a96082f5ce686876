package dev.bargein.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A sound server of a test's own, without sound cards: a sink {@code ear}, which is the default loudspeaker, and a sink
 * {@code mouth}, whose monitor is the default microphone.
 *
 * <p>A process finds it by {@link #environment()}, and Java therefore only in a process of its own.
 */
public final class PulseServer implements AutoCloseable {
    private static final long PATIENCE_S = 30;

    private final Path dir;
    private final Process process;

    private PulseServer(Path dir) throws IOException {
        this.dir = dir;
        Files.writeString(dir.resolve("asound.conf"), """
                </usr/share/alsa/alsa.conf>
                pcm.!default { type pulse }
                ctl.!default { type pulse }
                """);
        List<String> command = new ArrayList<>(List.of(
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disallow-exit",
                "--realtime=no",
                "--high-priority=no"));
        for (String module : List.of(
                "module-native-protocol-unix auth-anonymous=1 socket=" + socket(),
                "module-null-sink sink_name=ear rate=48000",
                "module-null-sink sink_name=mouth rate=48000")) {
            command.add("-L");
            command.add(module);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile());
        builder.environment().putAll(environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "needs PulseAudio: apt-get install pulseaudio libasound2-plugins (./bargein check does that)", e);
        }
    }

    /** Starts one in a directory that is new and gone afterwards. */
    public static PulseServer start() throws IOException, InterruptedException {
        PulseServer server = new PulseServer(Files.createTempDirectory("pulse"));
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
            while (server.exitCodeOf("pactl", "info") != 0) {
                if (!server.process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IllegalStateException(
                            "PulseAudio does not start: " + Files.readString(server.dir.resolve("log")));
                }
            }
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private String socket() {
        return dir.resolve("native").toString();
    }

    /** What a process must have in its environment to play to {@code ear} and to listen to {@code mouth}. */
    public Map<String, String> environment() {
        return Map.of(
                "PULSE_SERVER",
                "unix:" + socket(),
                "PULSE_SINK",
                "ear",
                "PULSE_SOURCE",
                "mouth.monitor",
                "ALSA_CONFIG_PATH",
                dir.resolve("asound.conf").toString(),
                "XDG_RUNTIME_DIR",
                dir.toString(),
                "HOME",
                dir.toString());
    }

    private int exitCodeOf(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment());
        return builder.start().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
