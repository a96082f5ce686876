package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Loads libwebrtc in JVMs of their own, as a JVM tries only once. */
class LoadingTest {
    private static final int OK = 7;
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path directory;

    /** What the other JVM runs. */
    static final class Program {
        private Program() {}

        /** Makes a peer twice, and exits with 7 when both attempts agree. */
        public static void main(String[] arguments) {
            LibWebRtcEngine engine = new LibWebRtcEngine();
            String first = attempt(engine);
            String second = attempt(engine);
            engine.close();
            System.out.println(first);
            System.exit(first.equals(second) ? OK : 1);
        }

        private static String attempt(LibWebRtcEngine engine) {
            try (RtcPeer peer = engine.createPeer(RtcPeerConfig.loopback(), new RtcPeerListener() {})) {
                peer.createOffer().join();
                return "made";
            } catch (RtcException e) {
                return "RtcException: " + e.getMessage();
            }
        }
    }

    @Test
    void withEverythingInPlaceItLoadsAndTheJvmExits() throws Exception {
        assertThat(run(CLASS_PATH, List.of())).startsWith("made");
    }

    /** Leaves a call open, and has a shutdown hook that prints. */
    static final class Forgetful {
        private Forgetful() {}

        /** Talks, says so, and is done. */
        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            LibWebRtcEngine engine = new LibWebRtcEngine();
            TestPeer caller = new TestPeer(engine);
            TestPeer callee = new TestPeer(engine);
            TestPeer.connect(caller, callee);
            System.out.println("connected");
            if (arguments.length > 0) {
                System.exit(OK);
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aCallThatWasNotClosedKeepsNoJvmAliveAndNothingForeignIsPrinted() throws Exception {
        Output ended = execute(Forgetful.class, CLASS_PATH, List.of(), List.of());
        assertThat(ended.text().lines()).containsExactlyInAnyOrder("connected", "hook");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anExitInMidCallHasItsOwnCodeAndNothingForeignIsPrinted() throws Exception {
        Output ended = execute(Forgetful.class, CLASS_PATH, List.of(), List.of("exit"));
        assertThat(ended.text().lines()).containsExactlyInAnyOrder("connected", "hook");
        assertThat(ended.exitCode()).isEqualTo(OK);
    }

    @Test
    void withoutTheJarOfThePlatformTheMessageNamesIt() throws Exception {
        assertThat(run(withoutNatives(), List.of()))
                .startsWith("RtcException: libwebrtc is not on the class path")
                .contains("classifier")
                .contains("linux-x86_64");
    }

    @Test
    void withoutADirectoryForTemporaryFilesTheMessageNamesTheSetting() throws Exception {
        assertThat(run(CLASS_PATH, List.of("-Djava.io.tmpdir=" + directory.resolve("missing"))))
                .startsWith("RtcException: libwebrtc cannot be unpacked")
                .contains("-Djava.io.tmpdir");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLibraryThatCannotBeLinkedNamesThePackagesToInstall() throws Exception {
        Path jar = directory.resolve("broken.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String arch : List.of("x86_64", "aarch64", "aarch32")) {
                out.putNextEntry(new JarEntry("libwebrtc-java-linux-" + arch + ".so"));
                out.write("not a library".getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(run(jar + File.pathSeparator + withoutNatives(), List.of()))
                .contains("RtcException: libwebrtc cannot be loaded")
                .contains("apt-get install")
                .contains("libpulse0")
                .contains("libdbus-1-3");
    }

    private static String withoutNatives() {
        return Stream.of(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*webrtc-java-[0-9.]+-(linux|macos|windows)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String run(String classPath, List<String> options) throws Exception {
        Output output = execute(Program.class, classPath, options, List.of());
        assertThat(output.exitCode()).as(output.text()).isEqualTo(OK);
        return output.text();
    }

    private record Output(String text, int exitCode) {}

    private Output execute(Class<?> program, String classPath, List<String> options, List<String> arguments)
            throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the JVM exits")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Output(Files.readString(output), process.exitValue());
    }
}
