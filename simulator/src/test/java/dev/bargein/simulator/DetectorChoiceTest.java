package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.speech.VoiceActivity;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which detector of speech a simulator listens with. */
class DetectorChoiceTest {
    /** Counts what it is asked for, and hears speech in everything. */
    private static final class Eager implements VoiceActivityProvider {
        final AtomicInteger open = new AtomicInteger();

        @Override
        public String name() {
            return "eager";
        }

        @Override
        public VoiceActivity create() {
            open.incrementAndGet();
            return new VoiceActivity() {
                @Override
                public float probability(short[] frame) {
                    return 1;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }

    /** Finds its native library missing. */
    private static final class Broken implements VoiceActivityProvider {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public VoiceActivity create() {
            throw new UnsatisfiedLinkError("no such library");
        }
    }

    /** Hears nothing for a while, and then breaks. */
    private static final class Breaking implements VoiceActivityProvider {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public String name() {
            return "breaking";
        }

        @Override
        public VoiceActivity create() {
            AtomicInteger frames = new AtomicInteger();
            return new VoiceActivity() {
                @Override
                public float probability(short[] frame) {
                    if (frames.incrementAndGet() > 5) {
                        throw new IllegalStateException("out of order");
                    }
                    return 0;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }

    private static void speak(SocketClient client) {
        short[] pcm = new short[24_000];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8_000 * Math.sin(i / 9.0));
        }
        client.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
    }

    private static void beSilent(SocketClient client) {
        client.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(new short[24_000], 0, 24_000)));
    }

    @Test
    void withoutAnyItJudgesByLoudness() {
        try (Simulator sim = Simulator.builder().start();
                SocketClient client = SocketClient.connect(sim)) {
            beSilent(client);
            speak(client);
            assertThat(client.await(ServerEvent.InputAudioBufferSpeechStarted.class)
                            .audioStartMs())
                    .isEqualTo(992 - 300);
        }
    }

    @Test
    void theOneOfTheBuilderIsThereFromTheStartAndEverySessionHasItsOwn() {
        Eager eager = new Eager();
        try (Simulator sim = Simulator.builder().voiceActivity(eager).start()) {
            assertThat(eager.open).hasValue(1);
            try (SocketClient client = SocketClient.connect(sim)) {
                beSilent(client);
                client.await(ServerEvent.InputAudioBufferSpeechStarted.class);
                assertThat(eager.open).hasValue(2);
            }
        }
        assertThat(eager.open).hasValue(0);
    }

    @Test
    void oneThatBreaksInASessionIsReplacedByLoudnessAndTheSessionGoesOn() {
        List<String> notes = new CopyOnWriteArrayList<>();
        SimulatorListener ears = new SimulatorListener() {
            @Override
            public void onNote(String text) {
                notes.add(text);
            }
        };
        Breaking breaking = new Breaking();
        try (Simulator sim =
                        Simulator.builder().voiceActivity(breaking).trace(ears).start();
                SocketClient client = SocketClient.connect(sim)) {
            beSilent(client);
            speak(client);
            client.await(ServerEvent.InputAudioBufferSpeechStarted.class);
            beSilent(client);
            client.await(ServerEvent.InputAudioBufferSpeechStopped.class);
        }
        assertThat(notes).singleElement().asString().contains("'breaking' failed", "out of order");
        assertThat(breaking.closed)
                .as("that of the session, and that of the start")
                .hasValue(2);
    }

    @Test
    void oneThatCannotBeLoadedIsReplacedByLoudnessAndItsOwnerIsToldOnce() {
        List<String> notes = new CopyOnWriteArrayList<>();
        SimulatorListener ears = new SimulatorListener() {
            @Override
            public void onNote(String text) {
                notes.add(text);
            }
        };
        try (Simulator sim =
                Simulator.builder().voiceActivity(new Broken()).trace(ears).start()) {
            for (int i = 0; i < 2; i++) {
                try (SocketClient client = SocketClient.connect(sim)) {
                    speak(client);
                    client.await(ServerEvent.InputAudioBufferSpeechStarted.class);
                }
            }
        }
        assertThat(notes)
                .containsExactly("Speech is told by its loudness, because the detector 'broken' cannot be loaded:"
                        + " no such library");
    }
}
