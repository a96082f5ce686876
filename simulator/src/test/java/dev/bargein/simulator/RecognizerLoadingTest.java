package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.SpeechRecognizer;
import dev.bargein.simulator.speech.SpeechRecognizerProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a recogniser that is on the class path is loaded: a brain waits three seconds for words, and no longer. */
class RecognizerLoadingTest {
    private static final AtomicInteger LOADED = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();
    /** What the brain was told that the user said. */
    private static volatile CompletableFuture<String> asked = new CompletableFuture<>();

    private ClassLoader before;
    private URLClassLoader withRecognizer;

    /** A recogniser that counts how often it is loaded. */
    public static final class Provider implements SpeechRecognizerProvider {
        @Override
        public String name() {
            return "counted";
        }

        @Override
        public SpeechRecognizer create() {
            if (Thread.currentThread().getName().contains("worker")) {
                // Loading takes longer than a brain waits.
                RealtimeClient.join(asked);
            }
            LOADED.incrementAndGet();
            return new SpeechRecognizer() {
                @Override
                public String recognize(short[] pcm) {
                    return "words";
                }

                @Override
                public void close() {
                    CLOSED.incrementAndGet();
                }
            };
        }
    }

    @BeforeEach
    void putItOnTheClassPath(@TempDir Path directory) throws IOException {
        LOADED.set(0);
        CLOSED.set(0);
        asked = new CompletableFuture<>();
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(SpeechRecognizerProvider.class.getName()), Provider.class.getName());
        before = Thread.currentThread().getContextClassLoader();
        withRecognizer = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(withRecognizer);
    }

    @AfterEach
    void takeItAway() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        withRecognizer.close();
    }

    @Test
    void aBrainThatWantsWordsHasThemFromTheFirstTurnOn() {
        try (Simulator sim = Simulator.builder().brain(Brain.echo()).start()) {
            assertThat(LOADED).as("loaded before anybody can speak").hasValue(1);
            sim.answer(Brain.echo());
            assertThat(LOADED).hasValue(1);
        }
        assertThat(CLOSED).hasValue(1);
    }

    @Test
    void theWordsOfTheFirstSpokenTurnReachTheBrain() {
        Brain listening = (turn, reply) -> {
            asked.complete(turn.userText());
            reply.answer(Answer.ofDurationMs(100));
        };
        try (Simulator sim = Simulator.builder()
                        .brain(listening)
                        .voice(new ToneVoice())
                        .start();
                SocketClient client = SocketClient.connect(sim)) {
            client.sendText("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":"
                    + "{\"input\":{\"turn_detection\":null}}}}");
            client.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[48_000])));
            client.send(new ClientEvent.InputAudioBufferCommit(null));
            client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
            client.await(ServerEvent.ResponseDone.class);
            assertThat(RealtimeClient.join(asked)).isEqualTo("words");
        }
    }

    @Test
    void aBrainThatComesLaterHasThemFromItsFirstTurnOn() {
        try (Simulator sim = Simulator.builder().start()) {
            assertThat(LOADED).as("a script without words starts quickly").hasValue(0);
            sim.answer(Script.of(Answer.ofDurationMs(100)));
            assertThat(LOADED).hasValue(0);
            sim.answer(Brain.echo());
            assertThat(LOADED).hasValue(1);
        }
        assertThat(CLOSED).hasValue(1);
    }

    @Test
    void whoIsGivenARecogniserLoadsNoOther() {
        try (Simulator sim = Simulator.builder()
                .brain(Brain.echo())
                .recognizer(new ToneReader())
                .start()) {
            sim.answer(Brain.echo());
        }
        assertThat(LOADED).hasValue(0);
    }
}
