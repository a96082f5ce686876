package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.ToneReader;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user said, written down (docs/protocol.md, sections 1b, 3 and 5). */
class TranscriptionTest {
    private static final Script SCRIPT =
            Script.of(Answer.ofDurationMs(3_000)).hearing(List.of("Tell me a story, please.", "Another one."));
    private static final ToneReader READER = new ToneReader();

    /** Recognises for real, when the test says that it is time. */
    private static final class SlowEars implements SpeechInput {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final List<String> refused = new ArrayList<>();

        @Override
        public void load(Slot slot) {
            slot.fill(EnergyVoiceActivity.PROVIDER.create());
        }

        @Override
        public void transcribe(short[] pcm, Consumer<@Nullable String> words) {
            waiting.add(() -> words.accept(READER.recognize(pcm)));
        }

        @Override
        public void refused(String limit) {
            refused.add(limit);
        }

        void finishLast() {
            waiting.removeLast().run();
        }
    }

    private final SlowEars ears = new SlowEars();

    private VirtualService listening(Brain brain) {
        return VirtualService.onWebSocket().brain(brain).hearing(ears).open();
    }

    private static VirtualService transcribing(VirtualService service, String model) {
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"turn_detection\":null,\"transcription\":{\"model\":\"" + model + "\"}}}}}");
        service.take();
        return service;
    }

    private static void say(VirtualService service, int hertz, int ms) {
        short[] pcm = hertz == 0 ? new short[ms * 24] : ToneReader.tone(hertz, ms);
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
    }

    private static List<String> deltas(VirtualService service) {
        return service.takeOf(ServerEvent.ConversationItemInputAudioTranscriptionDelta.class).stream()
                .map(ServerEvent.ConversationItemInputAudioTranscriptionDelta::delta)
                .toList();
    }

    @Test
    void wordsComeOneByOneAWhileAfterTheCommit() {
        VirtualService service = transcribing(VirtualService.webSocket(SCRIPT), "gpt-4o-transcribe");
        say(service, 0, 400);
        service.run(500);
        assertThat(service.types())
                .containsExactly("input_audio_buffer.committed", "conversation.item.added", "conversation.item.done");
        service.run(1_000);
        assertThat(deltas(service)).containsExactly("Tell", " me", " a", " story,", " please.");
    }

    @Test
    void whatIsTooMuchToBeWrittenDownIsNamedToTheOwnerOfTheService() {
        VirtualService service = transcribing(listening(SCRIPT), "whisper-1");
        for (int i = 0; i < 33; i++) {
            say(service, 0, 200);
        }
        assertThat(ears.refused)
                .containsExactly(
                        "32 turns of one session that wait to be written down; what comes then counts as not understood");
        ears.refused.clear();
        VirtualService other = transcribing(listening(SCRIPT), "whisper-1");
        say(other, 0, 120_001);
        assertThat(ears.refused)
                .containsExactly("120 s in one turn to be written down; what comes then counts as not understood");
    }

    @Test
    void whisperTellsATurnAtOnce() {
        VirtualService service = transcribing(VirtualService.webSocket(SCRIPT), "whisper-1");
        say(service, 0, 400);
        service.run(2_000);
        assertThat(deltas(service)).containsExactly("Tell me a story, please.");
    }

    @ParameterizedTest
    @CsvSource({
        "whisper-1, duration",
        "gpt-realtime-whisper, duration",
        "gpt-4o-transcribe, tokens",
        "gpt-4o-mini-transcribe, tokens"
    })
    void completedCarriesAllWordsAndTheUsageOfItsModel(String model, String kind) {
        VirtualService service = transcribing(VirtualService.webSocket(SCRIPT), model);
        say(service, 0, 1_400);
        service.run(2_000);
        ServerEvent.ConversationItemInputAudioTranscriptionCompleted completed =
                service.last(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class);
        assertThat(completed.transcript()).isEqualTo("Tell me a story, please.");
        assertThat(completed.itemId()).isEqualTo(service.stored(0).id);
        JsonObject usage = completed.usage() == null ? JsonObject.EMPTY : completed.usage();
        assertThat(usage.string("type")).isEqualTo(kind);
        if (kind.equals("duration")) {
            assertThat(usage.number("seconds", 0)).isEqualTo(2);
        } else {
            assertThat(usage.object("input_token_details").number("audio_tokens", 0))
                    .isEqualTo(14);
            assertThat(usage.number("total_tokens", 0))
                    .isEqualTo(usage.number("input_tokens", 0) + usage.number("output_tokens", 0));
        }
    }

    @Test
    void theSoundItselfIsReadWhereSomebodyListens() {
        VirtualService service = transcribing(listening(SCRIPT), "gpt-4o-transcribe");
        say(service, 440, 400);
        ears.finishLast();
        service.run(2_000);
        assertThat(service.last(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class)
                        .transcript())
                .isEqualTo("a tone of 440 hertz");
        assertThat(service.item(0).text()).isEqualTo("a tone of 440 hertz");
    }

    @Test
    void whatWasNotUnderstoodHasFailed() {
        VirtualService service = transcribing(listening(SCRIPT), "whisper-1");
        say(service, 0, 400);
        ears.finishLast();
        service.run(2_000);
        ErrorDetails error = service.last(ServerEvent.ConversationItemInputAudioTranscriptionFailed.class)
                .error();
        assertThat(error.code()).isEqualTo("audio_unintelligible");
        assertThat(error.type()).isEqualTo("transcription_error");
    }

    @Test
    void whereNobodyListensAndNoScriptKnowsItHasFailed() {
        VirtualService service = transcribing(VirtualService.webSocket(Script.story()), "whisper-1");
        say(service, 440, 400);
        service.run(2_000);
        assertThat(service.types()).contains("conversation.item.input_audio_transcription.failed");
    }

    @Test
    void itMayLandWhileTheAnswerIsSpokenOrAfter() {
        VirtualService service = transcribing(listening(SCRIPT), "gpt-4o-transcribe");
        say(service, 440, 400);
        service.answering(700).forget();
        ears.finishLast();
        service.run(10);
        assertThat(service.types()).contains("conversation.item.input_audio_transcription.delta");
        assertThat(service.session.generations().get(0).isActive()).isTrue();
        service.run(10_000);
        say(service, 500, 400);
        service.answering(10_000).forget();
        ears.finishLast();
        service.run(1_000);
        assertThat(service.types()).contains("conversation.item.input_audio_transcription.completed");
    }

    @Test
    void turnsAreToldInTheirOrderWhoeverIsUnderstoodFirst() {
        VirtualService service = transcribing(listening(SCRIPT), "whisper-1");
        say(service, 400, 300);
        say(service, 600, 300);
        ears.finishLast();
        service.run(2_000);
        assertThat(service.types()).noneMatch(type -> type.contains("transcription"));
        ears.finishLast();
        service.run(2_000);
        assertThat(service.takeOf(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class).stream()
                        .map(ServerEvent.ConversationItemInputAudioTranscriptionCompleted::transcript))
                .containsExactly("a tone of 400 hertz", "a tone of 600 hertz");
    }

    @Test
    void aRecogniserThatNeverEndsHoldsUpNobodyBeyondItsDeadline() {
        VirtualService service = transcribing(listening(SCRIPT), "whisper-1");
        say(service, 400, 300);
        say(service, 600, 300);
        ears.finishLast();
        service.run(29_000);
        assertThat(service.types()).noneMatch(type -> type.contains("transcription"));
        service.run(2_000);
        assertThat(service.types())
                .containsExactly(
                        "conversation.item.input_audio_transcription.failed",
                        "conversation.item.input_audio_transcription.delta",
                        "conversation.item.input_audio_transcription.completed");
        ears.finishLast();
        service.run(5_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void moreThanTwoMinutesAreNotListenedTo() {
        VirtualService service = transcribing(listening(SCRIPT), "whisper-1");
        for (int second = 0; second < 121; second++) {
            service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[48_000])));
        }
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        assertThat(ears.waiting).isEmpty();
        service.run(2_000);
        assertThat(service.types()).contains("conversation.item.input_audio_transcription.failed");
    }

    @Test
    void theItemShowsItsWordsFromThenOn() {
        VirtualService service = transcribing(VirtualService.webSocket(SCRIPT), "whisper-1");
        say(service, 0, 400);
        service.run(2_000);
        service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(0).id));
        assertThat(service.last(ServerEvent.ConversationItemRetrieved.class)
                        .item()
                        .content()
                        .get(0)
                        .transcript())
                .isEqualTo("Tell me a story, please.");
    }

    @Test
    void aDeletedItemIsNotToldAnyMore() {
        VirtualService service = transcribing(VirtualService.webSocket(SCRIPT), "whisper-1");
        say(service, 0, 400);
        service.send(new ClientEvent.ConversationItemDelete(null, service.stored(0).id));
        service.take();
        service.run(2_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void nobodyWritesDownWhatNobodyAskedFor() {
        VirtualService service = listening(SCRIPT);
        say(service, 440, 400);
        service.run(2_000);
        assertThat(ears.waiting).isEmpty();
        assertThat(service.types()).noneMatch(type -> type.contains("transcription"));
    }

    @Test
    void aBrainThatWantsTheWordsGetsThemWithoutTheClient() {
        Script parrot = Script.of(Answer.ofText("I heard nothing.")).when("440 hertz", Answer.ofText("That was an A."));
        VirtualService service = listening(parrot);
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"turn_detection\":null}}}}");
        say(service, 440, 400);
        service.answering(1_000);
        assertThat(service.types()).contains("response.created").doesNotContain("response.output_item.added");
        ears.finishLast();
        service.run(5_000);
        assertThat(service.last(ServerEvent.ResponseOutputAudioTranscriptDone.class)
                        .transcript())
                .isEqualTo("That was an A.");
        service.send(new ClientEvent.ConversationItemRetrieve(null, service.stored(0).id));
        assertThat(service.last(ServerEvent.ConversationItemRetrieved.class)
                        .item()
                        .content()
                        .get(0)
                        .transcript())
                .isNull();
    }

    @Test
    void aScriptSaysWhatIsHeardBeforeEachOfItsAnswers() {
        Script script = Script.parse(
                "answers:\n  - text: One.\n    hears: first words\n  - text: Two.\n    hears: second words\n",
                "s.yaml");
        VirtualService service = transcribing(VirtualService.webSocket(script), "whisper-1");
        for (int turn = 0; turn < 3; turn++) {
            say(service, 0, 200);
            service.answering(5_000);
        }
        assertThat(service.takeOf(ServerEvent.ConversationItemInputAudioTranscriptionCompleted.class).stream()
                        .map(ServerEvent.ConversationItemInputAudioTranscriptionCompleted::transcript))
                .containsExactly("first words", "second words", "second words");
    }
}
