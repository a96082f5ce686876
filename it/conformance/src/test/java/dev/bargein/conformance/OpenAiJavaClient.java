package dev.bargein.conformance;

import com.openai.client.okhttp.OkHttpClient;
import com.openai.core.ClientOptions;
import com.openai.core.JsonValue;
import com.openai.core.http.WebSocketWriteNotAttempted;
import com.openai.helpers.RealtimeConnection;
import com.openai.helpers.RealtimeWebSocketOptions;
import com.openai.models.realtime.ConversationItemCreateEvent;
import com.openai.models.realtime.ConversationItemTruncateEvent;
import com.openai.models.realtime.InputAudioBufferAppendEvent;
import com.openai.models.realtime.RealtimeAudioConfig;
import com.openai.models.realtime.RealtimeAudioConfigInput;
import com.openai.models.realtime.RealtimeAudioInputTurnDetection;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeConversationItemFunctionCallOutput;
import com.openai.models.realtime.RealtimeConversationItemUserMessage;
import com.openai.models.realtime.RealtimeFunctionTool;
import com.openai.models.realtime.RealtimeResponse;
import com.openai.models.realtime.RealtimeServerEvent;
import com.openai.models.realtime.RealtimeSessionCreateRequest;
import com.openai.models.realtime.ResponseAudioDeltaEvent;
import com.openai.models.realtime.ResponseCancelEvent;
import com.openai.models.realtime.ResponseCreateEvent;
import com.openai.models.realtime.ResponseFunctionCallArgumentsDoneEvent;
import com.openai.models.realtime.SessionUpdateEvent;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code com.openai:openai-java}: typed events over a connection that the application reads itself. */
final class OpenAiJavaClient implements Client.Run {
    /** 20 ms of 16 bits at 24 kHz. */
    private static final int CHUNK_BYTES = 960;

    private static final int SILENCE_CHUNKS = 50;

    private int bytes;
    private @Nullable RealtimeConnection connection;

    @Override
    public List<StepResult> against(Service service) throws Exception {
        try (OkHttpClient http = OkHttpClient.builder().build();
                JavaSteps steps = new JavaSteps()) {
            ClientOptions options = ClientOptions.builder()
                    .httpClient(http)
                    .baseUrl(service.httpUrl() + "/v1")
                    .apiKey("any")
                    .build();
            steps.step("connect", () -> {
                connection = RealtimeConnection.connectAsync(
                                options,
                                RealtimeWebSocketOptions.builder().model("sim").build())
                        .get(10, TimeUnit.SECONDS);
                await(RealtimeServerEvent::isSessionCreated);
            });
            steps.step("session update", () -> {
                send(RealtimeClientEvent.ofSessionUpdate(
                        SessionUpdateEvent.builder().session(session()).build()));
                String instructions = await(RealtimeServerEvent::isSessionUpdated)
                        .asSessionUpdated()
                        .session()
                        .asRealtimeSessionCreateRequest()
                        .instructions()
                        .orElse("");
                check(instructions.equals("Be brief."), "the instructions are '" + instructions + "'");
            });
            steps.step("text turn", () -> {
                ask("Hello");
                completed();
            });
            steps.step("spoken turn", () -> {
                bytes = 0;
                speak(Files.readAllBytes(service.words()));
                await(RealtimeServerEvent::isInputAudioBufferSpeechStarted);
                await(RealtimeServerEvent::isInputAudioBufferCommitted);
                completed();
            });
            steps.step("function call", () -> {
                ask("What is the weather?");
                ResponseFunctionCallArgumentsDoneEvent call = await(
                                RealtimeServerEvent::isResponseFunctionCallArgumentsDone)
                        .asResponseFunctionCallArgumentsDone();
                check(call.arguments().contains("Berlin"), "the arguments are " + call.arguments());
                await(RealtimeServerEvent::isResponseDone);
                send(RealtimeClientEvent.ofConversationItemCreate(ConversationItemCreateEvent.builder()
                        .item(RealtimeConversationItemFunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("sunny")
                                .build())
                        .build()));
                respond();
                completed();
            });
            steps.step("interruption", () -> {
                ask("Tell me a story");
                ResponseAudioDeltaEvent delta = await(event -> bytes > 48_000 && event.isResponseOutputAudioDelta())
                        .asResponseOutputAudioDelta();
                send(RealtimeClientEvent.ofResponseCancel(ResponseCancelEvent.builder()
                        .responseId(delta.responseId())
                        .build()));
                send(RealtimeClientEvent.ofConversationItemTruncate(ConversationItemTruncateEvent.builder()
                        .itemId(delta.itemId())
                        .contentIndex(0)
                        .audioEndMs(800)
                        .build()));
                await(event -> ended(event, RealtimeResponse.Status.CANCELLED));
                await(event -> event.isConversationItemTruncated()
                        && event.asConversationItemTruncated().audioEndMs() == 800);
            });
            steps.step("close", () -> open().close());
            return steps.results();
        }
    }

    private static RealtimeSessionCreateRequest session() {
        return RealtimeSessionCreateRequest.builder()
                .instructions("Be brief.")
                .addTool(RealtimeFunctionTool.builder()
                        .type(RealtimeFunctionTool.Type.FUNCTION)
                        .name("get_weather")
                        .description("Tells the weather.")
                        .parameters(JsonValue.from(Map.of(
                                "type", "object",
                                "properties", Map.of("city", Map.of("type", "string")),
                                "required", List.of("city"))))
                        .build())
                .audio(RealtimeAudioConfig.builder()
                        .input(RealtimeAudioConfigInput.builder()
                                .turnDetection(RealtimeAudioInputTurnDetection.ServerVad.builder()
                                        .silenceDurationMs(300)
                                        .build())
                                .build())
                        .build())
                .build();
    }

    private void ask(String text) {
        bytes = 0;
        send(RealtimeClientEvent.ofConversationItemCreate(ConversationItemCreateEvent.builder()
                .item(RealtimeConversationItemUserMessage.builder()
                        .addContent(RealtimeConversationItemUserMessage.Content.builder()
                                .type(RealtimeConversationItemUserMessage.Content.Type.INPUT_TEXT)
                                .text(text)
                                .build())
                        .build())
                .build()));
        respond();
    }

    private void respond() {
        send(RealtimeClientEvent.ofResponseCreate(ResponseCreateEvent.builder().build()));
    }

    private void completed() {
        await(event -> ended(event, RealtimeResponse.Status.COMPLETED));
        check(bytes >= 24_000, "only " + bytes + " bytes of audio");
    }

    private static boolean ended(RealtimeServerEvent event, RealtimeResponse.Status status) {
        return event.isResponseDone()
                && event.asResponseDone().response().status().equals(Optional.of(status));
    }

    /** In one go: the service's clock of the input is the audio itself. */
    private void speak(byte[] words) {
        int end = words.length + SILENCE_CHUNKS * CHUNK_BYTES;
        for (int at = 0; at < end; at += CHUNK_BYTES) {
            byte[] chunk = at < words.length ? Arrays.copyOfRange(words, at, at + CHUNK_BYTES) : new byte[CHUNK_BYTES];
            send(RealtimeClientEvent.ofInputAudioBufferAppend(InputAudioBufferAppendEvent.builder()
                    .audio(Base64.getEncoder().encodeToString(chunk))
                    .build()));
        }
    }

    /** The connection refuses an event while the one before is not in the socket yet: then it is sent again. */
    private void send(RealtimeClientEvent event) {
        while (true) {
            try {
                open().send(event);
                return;
            } catch (WebSocketWriteNotAttempted.Busy busy) {
                if (Thread.interrupted()) {
                    throw busy;
                }
                Thread.onSpinWait();
            }
        }
    }

    private RealtimeConnection open() {
        RealtimeConnection connected = connection;
        if (connected == null) {
            throw new IllegalStateException("not connected");
        }
        return connected;
    }

    /** Reads on to the event that is wanted; the deadline is the step's. */
    private RealtimeServerEvent await(Predicate<RealtimeServerEvent> wanted) {
        while (true) {
            RealtimeServerEvent event = open().receive();
            event.validate();
            if (event.isResponseOutputAudioDelta()) {
                bytes += Base64.getDecoder()
                        .decode(event.asResponseOutputAudioDelta().delta())
                        .length;
            }
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    private static void check(boolean good, String message) {
        if (!good) {
            throw new AssertionError(message);
        }
    }
}
