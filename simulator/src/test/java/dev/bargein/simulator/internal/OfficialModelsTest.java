package dev.bargein.simulator.internal;

import static com.openai.core.ObjectMappers.jsonMapper;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.ToneReader;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.session.WireWriter;
import dev.bargein.simulator.internal.speech.SpeechInput;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Answer.Part;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The models of the official SDK read and validate everything that the service sends, as it is on the wire, in both
 * dialects and on both transports; and every event that there is, is among it.
 */
class OfficialModelsTest {
    private static final Script SCRIPT = Script.of(Answer.ofDurationMs(600), Answer.ofDurationMs(5_000))
            .when("weather", Answer.of(Part.ofText("One moment."), Part.ofCall("sum", "{\"city\":\"Berlin\"}")))
            .when("fail", Answer.failed("server_error", "inference_rate_limit_exceeded"))
            .when("filter", Answer.ofText("I am afraid I").withEnding(Answer.Ending.incomplete("content_filter")));

    /** What the service never sends in either dialect, and why. */
    private static final Map<Class<? extends ServerEvent>, String> NEVER = Map.of(
            ServerEvent.ConversationCreated.class, "not seen on the real wire since GA",
            ServerEvent.Unknown.class, "stands for what has no record");

    private static final Map<Class<? extends ServerEvent>, String> NOT_IN_GA = Map.of(
            ServerEvent.ConversationItemCreated.class, "an event of the beta dialect; GA has added and done",
            ServerEvent.TranscriptionSessionUpdated.class, "an event of the beta dialect; GA has session.updated");

    private static final Map<Class<? extends ServerEvent>, String> NOT_IN_BETA = Map.of(
            ServerEvent.ConversationItemAdded.class, "beta has created",
            ServerEvent.ConversationItemDone.class, "beta has created",
            ServerEvent.InputAudioBufferTimeoutTriggered.class, "younger than the beta models");

    private static final String TURNS_BY_HAND = "null";
    private static final String TURNS_WITH_TIMEOUT =
            "{\"type\":\"server_vad\",\"idle_timeout_ms\":5000,\"silence_duration_ms\":300}";
    private static final String TURNS_BY_EAR = "{\"type\":\"server_vad\"}";

    /** Somebody who understands tones, and nothing else. */
    private static final SpeechInput EARS = new SpeechInput() {
        @Override
        public void load(Slot slot) {
            slot.fill(EnergyVoiceActivity.PROVIDER.create());
        }

        @Override
        public void transcribe(short[] pcm, Consumer<@Nullable String> words) {
            words.accept(new ToneReader().recognize(pcm));
        }
    };

    private static VirtualServiceBuilder on(SimulatorTransport transport, Dialect dialect) {
        return VirtualService.on(transport).brain(SCRIPT).dialect(dialect).hearing(EARS);
    }

    /** Reads everything that was sent; the kinds of events that were among it. */
    private static Set<Class<?>> judge(VirtualService service) {
        Dialect dialect = service.codec().dialect();
        WireWriter writer = service.session.writer(service.codec());
        Set<Class<?>> kinds = new HashSet<>();
        for (ServerEvent event : service.take()) {
            // The name of the model is the client's, and the beta models know the models of their days only.
            // That of a transcription session asks for a secret that only an answer over HTTP has.
            String json = writer.write(event)
                    .replace("\"model\":\"sim\"", "\"model\":\"gpt-4o-realtime-preview\"")
                    .replace("\"client_secret\":null", "\"client_secret\":{\"value\":\"ek_1\",\"expires_at\":1}");
            assertThatCode(() -> validate(json, dialect)).as(json).doesNotThrowAnyException();
            kinds.add(event.getClass());
        }
        return kinds;
    }

    private static void validate(String json, Dialect dialect) throws Exception {
        if (dialect == Dialect.GA) {
            jsonMapper()
                    .readValue(json, com.openai.models.realtime.RealtimeServerEvent.class)
                    .validate();
        } else {
            jsonMapper()
                    .readValue(json, com.openai.models.beta.realtime.RealtimeServerEvent.class)
                    .validate();
        }
    }

    private static void turns(VirtualService service, String turnDetection) {
        String transcription = "{\"model\":\"gpt-4o-transcribe\",\"language\":\"en\"}";
        service.sendJson(
                service.codec().dialect() == Dialect.GA
                        ? "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"x\","
                                + "\"tools\":[{\"type\":\"function\",\"name\":\"sum\",\"parameters\":{}}],"
                                + "\"tracing\":\"auto\",\"audio\":{\"input\":{\"turn_detection\":" + turnDetection
                                + ",\"noise_reduction\":{\"type\":\"near_field\"},\"transcription\":" + transcription
                                + "},\"output\":{\"voice\":\"marin\"}}}}"
                        : "{\"type\":\"session.update\",\"session\":{\"instructions\":\"x\",\"turn_detection\":"
                                + turnDetection
                                + ",\"tools\":[{\"type\":\"function\",\"name\":\"sum\",\"parameters\":{}}],"
                                + "\"input_audio_transcription\":" + transcription + ",\"temperature\":0.7}}");
    }

    private static void hear(VirtualService service, short[] pcm) {
        if (service.session.buffer() == null) {
            service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        } else {
            service.session.handleAudio(pcm, pcm.length);
            service.run(1);
        }
    }

    private static void write(VirtualService service, String words) {
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", words)));
        service.answering(5_000);
    }

    /** Manual turns: items, sound, words, interruptions, functions, failures, errors. */
    private static VirtualService byHand(VirtualService service) {
        turns(service, TURNS_BY_HAND);
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("mine", "Hello")));
        service.sendJson("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call\",\"id\":\"asked\","
                + "\"call_id\":\"call_1\",\"name\":\"sum\",\"arguments\":\"{}\"}}");
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("", "call_1", "42")));
        for (int hertz : new int[] {440, 0}) {
            hear(service, hertz == 0 ? new short[4_800] : ToneReader.tone(hertz, 200));
            service.send(new ClientEvent.InputAudioBufferCommit(null));
        }
        service.send(new ClientEvent.InputAudioBufferClear(null));
        service.answering(3_000);
        String spoken = service.stored(5).id;
        service.truncate(spoken, 100);
        for (String id : List.of(spoken, "mine", service.stored(3).id, "nobody")) {
            service.send(new ClientEvent.ConversationItemRetrieve("e", id));
        }
        service.send(new ClientEvent.ConversationItemDelete(null, "mine"));
        for (int ms : new int[] {0, 50, 1_000}) {
            service.answering(ms);
            service.cancel();
            service.clear();
        }
        service.create();
        service.answering(10_000);
        for (String words : List.of("The weather", "Please filter", "Please fail")) {
            write(service, words);
        }
        String modalities = service.codec().dialect() == Dialect.GA ? "output_modalities" : "modalities";
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"" + modalities + "\":[\"text\"],"
                + "\"conversation\":\"none\",\"input\":[],\"metadata\":{\"a\":\"b\"}}}");
        service.sendJson(
                "{\"type\":\"response.create\",\"response\":{\"max_output_tokens\":5,\"conversation\":\"none\","
                        + "\"input\":[{\"type\":\"item_reference\",\"id\":\"asked\"}],\"tool_choice\":\"required\"}}");
        service.run(10_000);
        service.sendJson("nonsense");
        service.sendJson("{\"type\":\"nope\"}");
        return service;
    }

    /** The service hears the user, interrupts itself, and asks a user who says nothing. */
    private static VirtualService byEar(VirtualService service) {
        boolean ga = service.codec().dialect() == Dialect.GA;
        turns(service, ga ? TURNS_WITH_TIMEOUT : TURNS_BY_EAR);
        service.answering(800);
        for (int turn = 0; turn < 2; turn++) {
            hear(service, new short[12_000]);
            hear(service, ToneReader.tone(500, 700));
            hear(service, new short[24_000]);
            service.run(1_500);
        }
        service.run(20_000);
        return service;
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, GA", "WEBRTC, GA", "WEBSOCKET, BETA", "WEBRTC, BETA"})
    void whatIsSentIsReadByTheModels(SimulatorTransport transport, Dialect dialect) {
        Set<Class<?>> kinds = judge(byHand(on(transport, dialect).open()));
        kinds.addAll(judge(byEar(on(transport, dialect).open())));
        assertThat(kinds.contains(ServerEvent.ResponseOutputAudioDelta.class))
                .isEqualTo(transport == SimulatorTransport.WEBSOCKET);
        assertThat(kinds.contains(ServerEvent.OutputAudioBufferCleared.class))
                .isEqualTo(transport == SimulatorTransport.WEBRTC);
    }

    @ParameterizedTest
    @CsvSource({"GA", "BETA"})
    void everyEventThatThereIsWasReadOrIsNeverSent(Dialect dialect) {
        Set<Class<?>> kinds = new HashSet<>();
        for (SimulatorTransport transport : SimulatorTransport.values()) {
            kinds.addAll(judge(byHand(on(transport, dialect).open())));
            kinds.addAll(judge(byEar(on(transport, dialect).open())));
        }
        kinds.addAll(judge(transcribing(dialect)));
        Set<Class<?>> expected = Arrays.stream(ServerEvent.class.getPermittedSubclasses())
                .filter(kind -> !NEVER.containsKey(kind))
                .filter(kind -> !(dialect == Dialect.GA ? NOT_IN_GA : NOT_IN_BETA).containsKey(kind))
                .collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static VirtualService transcribing(Dialect dialect) {
        VirtualService service = on(SimulatorTransport.WEBSOCKET, dialect)
                .configuration(JsonObject.EMPTY.with("type", "transcription"))
                .open();
        service.sendJson(
                dialect == Dialect.GA
                        ? "{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\",\"audio\":{\"input\":"
                                + "{\"transcription\":{\"model\":\"whisper-1\"},\"turn_detection\":null}}}}"
                        : "{\"type\":\"transcription_session.update\",\"session\":{\"input_audio_transcription\":"
                                + "{\"model\":\"whisper-1\"},\"turn_detection\":null}}");
        hear(service, ToneReader.tone(300, 300));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
        service.run(2_000);
        return service;
    }

    @Test
    void theEndOfASessionIsReadByTheModels() {
        VirtualService service = on(SimulatorTransport.WEBSOCKET, Dialect.GA)
                .deviations(SessionDeviations.REAL.withLifetimeSeconds(5))
                .open();
        service.run(6_000);
        assertThat(judge(service)).contains(ServerEvent.Error.class);
        assertThat(service.session.isExpired()).isTrue();
    }

    @Test
    void telephoneAudioIsReadByTheModels() {
        for (Dialect dialect : Dialect.values()) {
            VirtualService service = on(SimulatorTransport.WEBSOCKET, dialect).open();
            service.sendJson(
                    dialect == Dialect.GA
                            ? "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"output\":"
                                    + "{\"format\":{\"type\":\"audio/pcmu\"}}}}}"
                            : "{\"type\":\"session.update\",\"session\":{\"output_audio_format\":\"g711_alaw\"}}");
            service.answering(3_000);
            assertThat(judge(service)).contains(ServerEvent.ResponseDone.class, ServerEvent.SessionUpdated.class);
        }
    }
}
