package dev.bargein.conformance;

import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.speech.SltVoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The service that a client talks to: one for those that take any address, one with TLS for those that insist on it. */
final class Service implements AutoCloseable {
    private static final String SCRIPT = """
            answers:
              - text: Hello to you, what can I do for you today?
              - when: weather
                call: {name: get_weather, arguments: {city: Berlin}}
              - whenTool: get_weather
                text: It is sunny in Berlin today.
              - when: story
                durationMs: 15000
            """;
    private static final String WORDS = "Could you please tell me what time it is?";

    private final Simulator plain;
    private final Simulator tls;
    private final Path certificate;
    private final Path words;

    Service(Path directory) {
        plain = Simulator.builder()
                .anyDialect()
                .script(Script.parse(SCRIPT, "conformance"))
                .start();
        tls = Simulator.builder()
                .anyDialect()
                .tls()
                .script(Script.parse(SCRIPT, "conformance"))
                .start();
        try {
            Files.createDirectories(directory);
            certificate = Files.writeString(directory.resolve("certificate.pem"), tls.certificatePem());
            words = directory.resolve("words.pcm");
            if (!Files.exists(words)) {
                Files.write(words, speak());
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    String httpUrl() {
        return plain.httpUrl();
    }

    String webSocketUrl() {
        return plain.webSocketUrl();
    }

    String tlsUrl() {
        return tls.httpUrl();
    }

    Path certificate() {
        return certificate;
    }

    /** What the user says: 16 bits, mono, 24 kHz. */
    Path words() {
        return words;
    }

    /** What the client did, in one session or several. */
    List<SimulatorSession> sessions() {
        return plain.sessions().isEmpty() ? tls.sessions() : plain.sessions();
    }

    private static byte[] speak() {
        short[] pcm = new short[24_000 * 10];
        int length = 0;
        try (Utterance utterance = new SltVoice().speak(WORDS, 0, 0)) {
            int read;
            while ((read = utterance.read(pcm, length, pcm.length - length)) > 0) {
                length += read;
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(length * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(pcm, 0, length);
        return bytes.array();
    }

    @Override
    public void close() {
        plain.close();
        tls.close();
    }
}
