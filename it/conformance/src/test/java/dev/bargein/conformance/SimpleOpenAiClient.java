package dev.bargein.conformance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.sashirestela.openai.OpenAIRealtime;
import io.github.sashirestela.openai.SimpleOpenAI;
import io.github.sashirestela.openai.base.RealtimeConfig;
import io.github.sashirestela.openai.common.function.FunctionDef;
import io.github.sashirestela.openai.common.function.Functional;
import io.github.sashirestela.openai.domain.realtime.BaseEvent;
import io.github.sashirestela.openai.domain.realtime.ClientEvent;
import io.github.sashirestela.openai.domain.realtime.Item;
import io.github.sashirestela.openai.domain.realtime.RealtimeSession;
import io.github.sashirestela.openai.domain.realtime.ServerEvent;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code io.github.sashirestela:simple-openai}: the beta dialect on the JVM's own WebSocket. */
final class SimpleOpenAiClient implements Client.Run {
    /** 20 ms of 16 bits at 24 kHz. */
    private static final int CHUNK_BYTES = 960;

    private static final int SILENCE_CHUNKS = 50;
    private static final List<Class<? extends BaseEvent>> HEARD = List.of(
            ServerEvent.SessionCreated.class,
            ServerEvent.SessionUpdated.class,
            ServerEvent.ConversationItemTruncated.class,
            ServerEvent.InputAudioBufferSpeechStarted.class,
            ServerEvent.InputAudioBufferCommitted.class,
            ServerEvent.ResponseAudioDelta.class,
            ServerEvent.ResponseAudioTranscriptDone.class,
            ServerEvent.ResponseFunctionCallArgumentsDone.class,
            ServerEvent.ResponseDone.class);

    /** The function that the service calls. */
    public static final class Weather implements Functional {
        /** Where. */
        @JsonProperty(required = true)
        public String city = "";

        @Override
        public Object execute() {
            return "sunny";
        }
    }

    private final BlockingQueue<BaseEvent> events = new LinkedBlockingQueue<>();
    private int bytes;

    @Override
    public List<StepResult> against(Service service) throws Exception {
        OpenAIRealtime realtime = SimpleOpenAI.builder()
                .apiKey("any")
                .realtimeConfig(RealtimeConfig.builder()
                        .model("sim")
                        .endpointUrl(service.webSocketUrl().replaceFirst("\\?.*", ""))
                        .build())
                .build()
                .realtime();
        HEARD.forEach(type -> realtime.onEvent(type, events::add));
        try (JavaSteps steps = new JavaSteps()) {
            steps.step("connect", () -> {
                realtime.connect().get(10, TimeUnit.SECONDS);
                await(ServerEvent.SessionCreated.class, event -> true);
            });
            steps.step("session update", () -> {
                realtime.send(ClientEvent.SessionUpdate.of(RealtimeSession.builder()
                        .instructions("Be brief.")
                        .tool(RealtimeSession.ToolRealtime.of(FunctionDef.builder()
                                .name("get_weather")
                                .description("Tells the weather.")
                                .functionalClass(Weather.class)
                                .build()))
                        .turnDetection(RealtimeSession.TurnDetection.builder()
                                .type(RealtimeSession.TurnDetectionType.SERVER_VAD)
                                .silenceDurationMs(300)
                                .build())
                        .build()));
                await(
                        ServerEvent.SessionUpdated.class,
                        event -> "Be brief.".equals(event.getSession().getInstructions()));
            });
            steps.step("text turn", () -> {
                ask(realtime, "Hello");
                completed();
            });
            steps.step("spoken turn", () -> {
                restart();
                speak(realtime, Files.readAllBytes(service.words()));
                await(ServerEvent.InputAudioBufferSpeechStarted.class, event -> true);
                await(ServerEvent.InputAudioBufferCommitted.class, event -> true);
                completed();
            });
            steps.step("function call", () -> {
                ask(realtime, "What is the weather?");
                ServerEvent.ResponseFunctionCallArgumentsDone call = await(
                        ServerEvent.ResponseFunctionCallArgumentsDone.class,
                        event -> event.getArguments().contains("Berlin"));
                await(ServerEvent.ResponseDone.class, event -> true);
                realtime.send(ClientEvent.ConversationItemCreate.of(Item.builder()
                        .type(Item.ItemType.FUNCTION_CALL_OUTPUT)
                        .callId(call.getCallId())
                        .output("sunny")
                        .build()));
                realtime.send(ClientEvent.ResponseCreate.of(null));
                completed();
            });
            steps.step("interruption", () -> {
                ask(realtime, "Tell me a story");
                ServerEvent.ResponseAudioDelta delta =
                        await(ServerEvent.ResponseAudioDelta.class, event -> bytes > 48_000);
                realtime.send(ClientEvent.ResponseCancel.of(delta.getResponseId()));
                realtime.send(ClientEvent.ConversationItemTruncate.of(delta.getItemId(), 0, 800));
                await(
                        ServerEvent.ResponseDone.class,
                        event -> event.getResponse().getStatus().equals("cancelled"));
                await(ServerEvent.ConversationItemTruncated.class, event -> event.getAudioEndMs() == 800);
            });
            steps.step("close", realtime::disconnect);
            return steps.results();
        }
    }

    private void restart() {
        events.clear();
        bytes = 0;
    }

    private void ask(OpenAIRealtime realtime, String text) {
        restart();
        realtime.send(ClientEvent.ConversationItemCreate.of(Item.builder()
                .type(Item.ItemType.MESSAGE)
                .role(Item.RoleItemMessage.USER)
                .contentItem(Item.ContentItem.builder()
                        .type(Item.ContentItemType.INPUT_TEXT)
                        .text(text)
                        .build())
                .build()));
        realtime.send(ClientEvent.ResponseCreate.of(null));
    }

    private void completed() throws InterruptedException {
        await(
                ServerEvent.ResponseDone.class,
                event -> event.getResponse().getStatus().equals("completed"));
        if (bytes < 24_000) {
            throw new AssertionError("only " + bytes + " bytes of audio");
        }
    }

    /** In one go: the service's clock of the input is the audio itself. */
    private static void speak(OpenAIRealtime realtime, byte[] words) {
        int end = words.length + SILENCE_CHUNKS * CHUNK_BYTES;
        for (int at = 0; at < end; at += CHUNK_BYTES) {
            byte[] chunk = at < words.length ? Arrays.copyOfRange(words, at, at + CHUNK_BYTES) : new byte[CHUNK_BYTES];
            realtime.send(
                    ClientEvent.InputAudioBufferAppend.of(Base64.getEncoder().encodeToString(chunk)));
        }
    }

    private <E extends BaseEvent> E await(Class<E> type, Predicate<E> wanted) throws InterruptedException {
        while (true) {
            @Nullable BaseEvent event = events.poll(14, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("waited in vain for " + type.getSimpleName());
            }
            if (event instanceof ServerEvent.ResponseAudioDelta delta) {
                bytes += Base64.getDecoder().decode(delta.getDelta()).length;
            }
            if (type.isInstance(event) && wanted.test(type.cast(event))) {
                return type.cast(event);
            }
        }
    }
}
