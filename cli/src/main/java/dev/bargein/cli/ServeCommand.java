package dev.bargein.cli;

import dev.bargein.protocol.Dialect;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorException;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.calibration.CalibrationVoice;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.Voice;
import dev.bargein.simulator.speech.VoiceProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bargein serve}: the simulator as a server on this machine. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Serves the Realtime protocol on 127.0.0.1, with real paced audio on WebSocket and WebRTC: no key, no cost.",
            ""
        },
        footer = {
            "",
            "Prints a line when it listens and one with the token that changes under /simulator/ ask for (new at every",
            "start, or what BARGEIN_CONTROL_TOKEN holds), and stops on Ctrl-C or SIGTERM.",
            "",
            "Examples:",
            "  bargein serve                              on port 8080, a story of 30 s for every turn",
            "  bargein serve --port 0                     on any free port",
            "  bargein serve --script answers.yaml        with answers of your own",
            "  bargein serve --brain chat --chat-model M  with the answers of a model; OPENAI_API_KEY holds the key",
            "  bargein serve --tls --tls-out sim.pem      for clients that know wss:// only",
            "  curl -X PUT localhost:8080/simulator/faults -H \"Authorization: Bearer $TOKEN\" -d '{\"lateMs\": 600}'",
            "                                             goes wrong while it runs; GET /simulator/sessions shows sessions",
            "  bargein serve --speed 1                    as fast as it is spoken, rather than 3.6 times"
        })
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    private static final double MIN_SPEED = 0.1;
    private static final double MAX_SPEED = 1_000;

    /** For whoever listens; nobody wants to hear the calibration voice. */
    private static final String SPEECH = "slt";

    private static final int MAX_PEM_BYTES = 1 << 20;

    private static final String ANY_DIALECT = "auto";

    private static final String TOKEN_VARIABLE = "BARGEIN_CONTROL_TOKEN";
    private static final int TOKEN_BYTES = 16;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Where to listen; 0 takes any free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--voice",
            paramLabel = "NAME",
            defaultValue = SPEECH,
            description = "Who speaks: slt, a human voice, or calibration, which can be measured (default:"
                    + " ${DEFAULT-VALUE}).")
    private String voice = SPEECH;

    @Mixin
    private BrainOptions brain = new BrainOptions();

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "" + Simulator.DEFAULT_SPEED,
            description = "Generate so many times faster than real time (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Fixes ids (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--dialect",
            paramLabel = "NAMES",
            defaultValue = ANY_DIALECT,
            description = "ga or beta speaks only that; auto lets each connection choose, as clients do by header,"
                    + " subprotocol or path (default: ${DEFAULT-VALUE}).")
    private String dialect = ANY_DIALECT;

    @Option(
            names = "--tls",
            description = "Speak TLS, with a certificate for localhost and 127.0.0.1 that is made at the start.")
    private boolean tls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS with this certificate, as PEM; needs --tls-key.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, as PEM without a password.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-out",
            paramLabel = "FILE",
            description = "Write the certificate there when it listens, for clients to trust.")
    private @Nullable Path tlsOut;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "Write a trace of every session there; without words or sound, unless asked for.")
    private @Nullable Path record;

    @Option(names = "--record-words", description = "Record what is said and written, too.")
    private boolean recordWords;

    @Option(names = "--record-audio", description = "Record the sound in events, too.")
    private boolean recordAudio;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Answer as the service of this trace did, rather than from a script.")
    private @Nullable Path replay;

    @Override
    public Integer call() throws InterruptedException {
        check(port >= 0 && port <= MAX_PORT, "--port must be 0 to " + MAX_PORT + ", not " + port);
        check(speed >= MIN_SPEED && speed <= MAX_SPEED, "--speed must be 0.1 to 1000, not " + speed);
        checkFiles();
        Simulator.onOutOfMemory(Terminal::endWithoutMemory);
        PrintWriter out = spec.commandLine().getOut();
        String token = controlToken();
        // Whatever may be wrong with a command line, before the voice and the recogniser, which take seconds to load.
        Brain answers = answers();
        Simulator.Builder builder = recording(encrypted(speaking(Simulator.builder())))
                .port(port)
                .speed(speed)
                .seed(seed)
                .controlEndpoint(token)
                .trace(notes());
        Voice speaker = voice();
        try (Ears ears = Ears.load(answers, notes());
                Simulator simulator = start(ears.given(builder).voice(speaker).brain(answers));
                ShutdownHook ending = ShutdownHook.with(simulator::close)) {
            if (tlsOut != null) {
                write(tlsOut, simulator.certificatePem());
            }
            out.println("listening: " + simulator.httpUrl() + "/v1 and " + simulator.webSocketUrl() + "; loaded: voice "
                    + speaker.name() + ears.describe());
            out.println("control token: " + token);
            if (out.checkError()) {
                throw new CommandFailed(Terminal.CANNOT_WRITE);
            }
            simulator.awaitClose();
            return ending.exitCode(0);
        }
    }

    private void checkFiles() {
        Path certificate = tlsOut;
        if (certificate != null) {
            Outputs.mustBeWritable(spec, "--tls-out", certificate);
            if (tlsKey != null) {
                Outputs.mustDiffer(spec, "--tls-out", certificate, "--tls-key", tlsKey);
            }
            if (tlsCertificate != null) {
                Outputs.mustDiffer(spec, "--tls-out", certificate, "--tls-cert", tlsCertificate);
            }
        }
        check(
                record == null || !Files.exists(record) || Files.isDirectory(record),
                "--record: " + record + " is no directory");
    }

    /** What whoever changes the simulator over HTTP has to know: so no other program of this machine does. */
    private String controlToken() {
        String given = System.getenv(TOKEN_VARIABLE);
        if (given == null || given.isEmpty()) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            return HexFormat.of().formatHex(random);
        }
        check(
                given.matches("[!-~]{1,256}"),
                TOKEN_VARIABLE + " must have 1 to 256 visible characters of ASCII and no blanks");
        return given;
    }

    private Brain answers() {
        Path trace = replay;
        if (trace == null) {
            return brain.brain(spec);
        }
        for (String option : BrainOptions.NAMES) {
            check(
                    !spec.commandLine().getParseResult().hasMatchedOption(option),
                    option + " does not go with --replay, which answers as its trace did: leave one of them out");
        }
        return Script.replay(trace);
    }

    private Simulator start(Simulator.Builder builder) {
        try {
            return builder.start();
        } catch (SimulatorException e) {
            if (tlsCertificate != null && String.valueOf(e.getMessage()).contains("certificate")) {
                throw new ParameterException(spec.commandLine(), "--tls-cert, --tls-key: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** Says on standard error what stops nothing and should be known. */
    private SimulatorListener notes() {
        PrintWriter err = spec.commandLine().getErr();
        return new SimulatorListener() {
            @Override
            public void onNote(String text) {
                err.println(Printable.text(text));
                err.flush();
            }
        };
    }

    private Simulator.Builder speaking(Simulator.Builder builder) {
        return switch (dialect) {
            case ANY_DIALECT -> builder.anyDialect();
            case "ga" -> builder.dialect(Dialect.GA);
            case "beta" -> builder.dialect(Dialect.BETA);
            default ->
                throw new ParameterException(
                        spec.commandLine(), "--dialect must be auto, ga or beta, not '" + dialect + "'");
        };
    }

    private Simulator.Builder recording(Simulator.Builder builder) {
        check(record != null || !recordWords && !recordAudio, "--record-words and --record-audio need --record");
        if (record != null) {
            builder.record(record);
        }
        if (recordWords) {
            builder.recordWords();
        }
        return recordAudio ? builder.recordAudio() : builder;
    }

    private Simulator.Builder encrypted(Simulator.Builder builder) {
        check(tlsOut == null || tls || tlsCertificate != null, "--tls-out needs --tls");
        Path certificate = tlsCertificate;
        Path key = tlsKey;
        if (certificate == null && key == null) {
            return tls ? builder.tls() : builder;
        }
        if (certificate == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(), "--tls-cert and --tls-key belong together: give both, or --tls alone");
        }
        return builder.tls(read(certificate), read(key));
    }

    private String read(Path file) {
        try {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_PEM_BYTES + 1);
            }
            if (bytes.length > MAX_PEM_BYTES) {
                throw new ParameterException(spec.commandLine(), file + " is larger than 1 MiB, so it is no PEM file");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + " cannot be read: check that it is a PEM file", e);
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailed("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Voice voice() {
        if (voice.equals(CalibrationVoice.NAME)) {
            return new CalibrationVoice();
        }
        List<String> names = new ArrayList<>(List.of(CalibrationVoice.NAME));
        for (VoiceProvider provider : ServiceLoader.load(VoiceProvider.class)) {
            if (provider.name().equals(voice)) {
                return provider.create();
            }
            names.add(provider.name());
        }
        throw new ParameterException(
                spec.commandLine(), "there is no voice '" + voice + "', only " + String.join(", ", names));
    }

    private void check(boolean good, String message) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
