package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.session.SentenceEnd;
import dev.bargein.simulator.internal.session.TurnDetector;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns that end when the user seems to have finished: {@code semantic_vad} (docs/protocol.md, section 3). */
class SemanticTurnsTest {
    /** Writes down what the test says was said. */
    private static final class Scribe implements SpeechInput {
        private final String words;
        private final List<Integer> askedMs = new ArrayList<>();

        Scribe(String words) {
            this.words = words;
        }

        @Override
        public void load(Slot slot) {
            slot.fill(EnergyVoiceActivity.PROVIDER.create());
        }

        @Override
        public void understand(short[] pcm, Consumer<String> told) {
            askedMs.add(pcm.length / 24);
            told.accept(words);
        }
    }

    private static VirtualService listening(String eagerness, SpeechInput hearing) {
        VirtualService service = VirtualService.onWebSocket()
                .brain(Script.story())
                .hearing(hearing)
                .open();
        service.turnDetection("{\"type\":\"semantic_vad\",\"eagerness\":\"" + eagerness + "\"}");
        return service;
    }

    /** Talks, and says after how much silence the turn was over. */
    private static long silenceMs(VirtualService service) {
        service.hush(320);
        service.talk(960);
        service.hush(10_000);
        // Ten seconds are more than is judged at once.
        service.run(10);
        return service.last(ServerEvent.InputAudioBufferSpeechStopped.class).audioEndMs() - 1_280;
    }

    @ParameterizedTest
    @CsvSource({"low, 2000", "medium, 1000", "auto, 1000", "high, 500"})
    void whenNobodyKnowsTheWordsItWaitsForAQuarterOfTheLongestWait(String eagerness, long waitMs) {
        long silence = silenceMs(listening(eagerness, slot -> slot.fill(EnergyVoiceActivity.PROVIDER.create())));
        assertThat(silence).isBetween(waitMs, waitMs + TurnDetector.FRAME_MS - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"low", "medium", "high"})
    void aFinishedSentenceEndsTheTurnWithinAThirdOfASecond(String eagerness) {
        Scribe scribe = new Scribe("tell me a story");
        assertThat(silenceMs(listening(eagerness, scribe))).isEqualTo(352);
        assertThat(scribe.askedMs).containsExactly(300 + 960 + 320);
    }

    @ParameterizedTest
    @CsvSource({"low, 8000", "medium, 4000", "high, 2000"})
    void aSentenceThatNeedsAnotherWordWaitsAsLongAsItsEagernessAllows(String eagerness, long waitMs) {
        long silence = silenceMs(listening(eagerness, new Scribe("tell me a story about the")));
        assertThat(silence).isBetween(waitMs, waitMs + TurnDetector.FRAME_MS - 1);
    }

    @Test
    void whoGoesOnAfterAPauseIsAskedAboutAtTheNextOne() {
        Scribe scribe = new Scribe("and then");
        VirtualService service = listening("low", scribe);
        service.talk(640);
        service.hush(330);
        service.talk(640);
        service.hush(640);
        assertThat(scribe.askedMs).hasSize(2);
    }

    @Test
    void anAnswerThatComesWhenTheUserHasGoneOnChangesNothing() {
        List<Consumer<String>> late = new ArrayList<>();
        SpeechInput slow = new SpeechInput() {
            @Override
            public void load(Slot slot) {
                slot.fill(EnergyVoiceActivity.PROVIDER.create());
            }

            @Override
            public void understand(short[] pcm, Consumer<String> words) {
                late.add(words);
            }
        };
        VirtualService service = listening("low", slow);
        service.talk(640);
        service.hush(352);
        service.talk(640);
        late.get(0).accept("tell me a story");
        service.take();
        service.hush(1_600);
        assertThat(service.types()).isEmpty();
        service.hush(480);
        assertThat(service.types()).startsWith("input_audio_buffer.speech_stopped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stop please              | FINISHED",
                "What is the time?        | FINISHED",
                "i would like to          | UNFINISHED",
                "well, um                 | UNFINISHED",
                "One, two,                | UNFINISHED",
                "So I thought...          | UNFINISHED",
                "''                       | UNKNOWN",
            })
    void theLastWordSaysWhetherASentenceCanEnd(String words, TurnDetector.Sentence judged) {
        assertThat(SentenceEnd.judge(words)).isEqualTo(judged);
    }
}
