package dev.bargein.simulator.internal.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A blocking voice behind a speech that never blocks; workers and session are run by hand. */
class PrefetchedSpeechTest {
    private final Deque<Runnable> workers = new ArrayDeque<>();
    private final Deque<Runnable> session = new ArrayDeque<>();
    private final short[] pcm = new short[2_400];
    private final List<String> notes = new ArrayList<>();
    private int wakes;

    private static void runAll(Deque<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private PrefetchedSpeech speech(Voice voice) {
        return new PrefetchedSpeech(
                voice, "some words", 3, 0, 1, workers::add, session::add, () -> wakes++, notes::add);
    }

    @Test
    void nothingIsReadyBeforeTheWorkerRan() {
        PrefetchedSpeech speech = speech(new CountingVoice(10_000));
        assertThat(speech.read(pcm, 0, 100)).isEqualTo(Speech.NOT_READY);
        runAll(workers);
        assertThat(wakes).isZero();
        runAll(session);
        assertThat(wakes).isEqualTo(1);
        assertThat(speech.read(pcm, 0, 100)).isEqualTo(100);
    }

    @Test
    void everySampleComesOnceAndInOrder() {
        CountingVoice voice = new CountingVoice(30_001);
        PrefetchedSpeech speech = speech(voice);
        int expected = 0;
        while (true) {
            int read = speech.read(pcm, 0, 777);
            if (read == Speech.END) {
                break;
            }
            for (int i = 0; i < read; i++) {
                assertThat(pcm[i]).isEqualTo((short) expected++);
            }
            runAll(workers);
        }
        assertThat(expected).isEqualTo(30_001);
        assertThat(voice.closed).isEqualTo(1);
    }

    @Test
    void aWorkerReadsNoFurtherAheadThanItMust() {
        CountingVoice voice = new CountingVoice(10_000_000);
        PrefetchedSpeech speech = speech(voice);
        runAll(workers);
        assertThat(voice.at).isBetween((int) Pcm.toSamples(4_000), (int) Pcm.toSamples(4_200));
        speech.read(pcm, 0, 2_400);
        assertThat(workers).isEmpty();
        for (int i = 0; i < 25; i++) {
            speech.read(pcm, 0, 2_400);
        }
        assertThat(workers).hasSize(1);
    }

    @Test
    void nobodyIsWokenWhoDoesNotWait() {
        speech(new CountingVoice(10_000));
        runAll(workers);
        assertThat(session).isEmpty();
    }

    @Test
    void theTextRunsAheadOfTheSound() {
        PrefetchedSpeech speech = speech(new CountingVoice(240_000));
        assertThat(speech.charactersReady()).isZero();
        runAll(workers);
        speech.read(pcm, 0, 2_400);
        assertThat(speech.charactersReady()).isEqualTo((2_400 + 24_000) / 1_000);
    }

    @Test
    void anAbandonedVoiceIsClosedOnAWorker() {
        CountingVoice voice = new CountingVoice(10_000_000);
        PrefetchedSpeech speech = speech(voice);
        runAll(workers);
        speech.close();
        assertThat(voice.closed).isZero();
        runAll(workers);
        assertThat(voice.closed).isEqualTo(1);
        speech.close();
        runAll(workers);
        assertThat(voice.closed).isEqualTo(1);
        assertThat(session).isEmpty();
    }

    @Test
    void aVoiceThatIsAbandonedWhileItComputesIsClosedWhenItReturns() {
        CountingVoice voice = new CountingVoice(10_000_000);
        PrefetchedSpeech speech = speech(voice);
        voice.onRead = speech::close;
        runAll(workers);
        assertThat(voice.closed).isEqualTo(1);
    }

    @Test
    void anAnswerThatWasCancelledBeforeItsTurnIsNeverSpoken() {
        CountingVoice voice = new CountingVoice(10_000);
        PrefetchedSpeech speech = speech(voice);
        speech.close();
        runAll(workers);
        assertThat(voice.begun).isZero();
        assertThat(voice.closed).isZero();
    }

    @Test
    void anAnswerThatIsCancelledWhileItIsSpokenIsSpokenNoFurther() {
        CountingVoice voice = new CountingVoice(10_000_000);
        PrefetchedSpeech speech = speech(voice);
        workers.remove().run();
        int spoken = voice.at;
        speech.close();
        runAll(workers);
        assertThat(voice.at).isEqualTo(spoken);
        assertThat(voice.closed).isEqualTo(1);
    }

    @Test
    void aLongAnswerLetsTheOthersHaveTheWorkerAfterHalfASecondOfSound() {
        CountingVoice voice = new CountingVoice(10_000_000);
        speech(voice);
        workers.remove().run();
        assertThat(voice.at).isEqualTo((int) Pcm.toSamples(500));
        assertThat(workers).hasSize(1);
    }

    @Test
    void aTextWithoutAnySoundIsAFailureThatIsToldWithoutTheText() {
        PrefetchedSpeech speech = speech(new CountingVoice(0));
        runAll(workers);
        assertThat(speech.read(pcm, 0, 10)).isEqualTo(Speech.END);
        assertThat(speech.failure()).contains("The voice counting cannot say this");
        assertThat(notes).hasSize(1).allMatch(note -> note.contains("10 characters") && !note.contains("some words"));
    }

    @Test
    void whatWasSpokenBeforeAVoiceFailedIsHeard() {
        CountingVoice voice = new CountingVoice(10_000_000);
        voice.onRead = () -> {
            if (voice.at >= 4_800) {
                throw new IllegalStateException("out of breath");
            }
        };
        PrefetchedSpeech speech = speech(voice);
        runAll(workers);
        assertThat(speech.failure()).isNull();
        assertThat(speech.read(pcm, 0, 2_400)).isEqualTo(2_400);
        assertThat(speech.read(pcm, 0, 2_400)).isEqualTo(2_400);
        assertThat(speech.read(pcm, 0, 2_400)).isEqualTo(Speech.END);
        assertThat(speech.failure()).isEqualTo("The voice counting failed: out of breath");
        assertThat(voice.closed).isEqualTo(1);
    }

    @Test
    void anUtteranceIsClosedOnceHoweverItsEndAndACancelMeet() {
        SynthesisScheduler scheduler = new SynthesisScheduler("race", 4, notes::add);
        List<CountingVoice> voices = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            CountingVoice voice = new CountingVoice(100);
            voices.add(voice);
            new PrefetchedSpeech(voice, "some words", 3, 0, 1, scheduler.lane(), Runnable::run, () -> {}, notes::add)
                    .close();
        }
        scheduler.close();
        assertThat(voices).allMatch(voice -> voice.closed == voice.begun && voice.closed <= 1);
    }

    @Test
    void withoutWorkersItEnds() {
        PrefetchedSpeech speech = new PrefetchedSpeech(
                new CountingVoice(1_000),
                "x",
                0,
                0,
                1,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                session::add,
                () -> wakes++,
                notes::add);
        assertThat(speech.read(pcm, 0, 10)).isEqualTo(Speech.END);
        speech.close();
    }

    /** Counts its samples from 0, a character every thousand. */
    private static final class CountingVoice implements Voice, Utterance {
        private final int length;
        private Runnable onRead = () -> {};
        private int at;
        private int begun;
        private int closed;

        CountingVoice(int length) {
            this.length = length;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Utterance speak(String text, int signature, int durationMs) {
            assertThat(text).isEqualTo("some words");
            assertThat(signature).isEqualTo(3);
            begun++;
            return this;
        }

        @Override
        public String text() {
            return "some words";
        }

        @Override
        public int read(short[] into, int offset, int count) {
            onRead.run();
            int part = Math.min(count, length - at);
            for (int i = 0; i < part; i++) {
                into[offset + i] = (short) at++;
            }
            return part == 0 ? -1 : part;
        }

        @Override
        public int charactersAt(long samples) {
            return (int) (samples / 1_000);
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
