package dev.bargein.browser;

import dev.bargein.core.Strategy;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** A conversation made up from a seed: a plausible service, a restless user, and a player that runs beside them. */
final class Script {
    private static final int STEPS = 120;
    private static final int AUDIO_BYTES = 24 * 2 * 100;

    private final SplittableRandom random;
    private final List<JsonObject> lines = new ArrayList<>();
    private final boolean webrtc;
    private long atMs;
    private int responses;
    private int events;
    private boolean active;

    private Script(long seed) {
        random = new SplittableRandom(seed);
        webrtc = random.nextBoolean();
    }

    /** The script of a seed. */
    static String of(long seed) {
        Script script = new Script(seed);
        script.write();
        StringBuilder text = new StringBuilder();
        script.lines.forEach(line -> text.append(Json.write(line)).append('\n'));
        return text.toString();
    }

    /** Reads a line as the JVM does. */
    static JsonObject read(String line) {
        return Json.parseObject(line, CodecLimits.DATA_CHANNEL);
    }

    private void write() {
        List<Strategy> strategies = Strategy.all();
        lines.add(JsonObject.EMPTY
                .with("transport", webrtc ? "webrtc" : "websocket")
                .with(
                        "strategy",
                        strategies.get(random.nextInt(strategies.size())).name()));
        line("up");
        server("session.created", JsonObject.EMPTY.with("session", JsonObject.EMPTY));
        server(
                "session.updated",
                JsonObject.EMPTY.with("session", random.nextBoolean() ? handsFree() : JsonObject.EMPTY));
        for (int i = 0; i < STEPS; i++) {
            atMs += random.nextInt(60);
            switch (random.nextInt(8)) {
                case 0 -> user();
                case 1, 2 -> play();
                case 3 -> line("wake");
                case 4 -> add("microphone", JsonObject.EMPTY.with("audio", audio(480)));
                default -> serve();
            }
        }
        add("down", JsonObject.EMPTY.with("reason", "the end"));
        line("close");
    }

    private void user() {
        switch (random.nextInt(5)) {
            case 0 -> line("stop");
            case 1 -> line("press");
            case 2 -> line("release");
            case 3 -> line("respond");
            default -> add("say", JsonObject.EMPTY.with("text", "and \u00fcber \ud83c\udf99 \"then\"\n"));
        }
    }

    private void play() {
        if (webrtc && random.nextBoolean()) {
            add(
                    "live",
                    JsonObject.EMPTY.with("frames", 1 + random.nextInt(4)).with("level", random.nextInt(2) * 4_000));
        }
        add("render", JsonObject.EMPTY.with("frames", 1 + random.nextInt(6)));
    }

    /** The next event of a service that answers, interrupts itself, and now and then repeats or forgets an event. */
    private void serve() {
        String response = "resp_" + responses;
        // A preamble and an answer.
        String item = "item_" + responses + (random.nextInt(3) == 0 ? "" : "_answer");
        JsonObject ids = JsonObject.EMPTY
                .with("response_id", response)
                .with("item_id", item)
                .with("output_index", 0)
                .with("content_index", 0);
        if (!active) {
            active = true;
            responses++;
            JsonObject created = JsonObject.EMPTY
                    .with("id", "resp_" + responses)
                    .with("status", "in_progress")
                    .with("output", JsonArray.EMPTY);
            server("response.created", JsonObject.EMPTY.with("response", created));
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                active = false;
                String[] statuses = {"completed", "cancelled", "failed"};
                JsonObject done = JsonObject.EMPTY
                        .with("id", response)
                        .with("status", statuses[random.nextInt(statuses.length)])
                        .with("output", JsonArray.EMPTY);
                server("response.done", JsonObject.EMPTY.with("response", done));
            }
            case 1 -> server("output_audio_buffer.started", JsonObject.EMPTY.with("response_id", response));
            case 2 -> server("output_audio_buffer.stopped", JsonObject.EMPTY.with("response_id", response));
            case 3 -> server("output_audio_buffer.cleared", JsonObject.EMPTY.with("response_id", response));
            case 4 -> server("response.output_audio_transcript.delta", ids.with("delta", "words "));
            case 5 -> server("response.output_item.added", ids.with("item", message(item)));
            case 6 -> server("error", JsonObject.EMPTY.with("error", error()));
            case 7 -> server("something.new", ids);
            case 8 -> server("input_audio_buffer.speech_started", ids.with("audio_start_ms", atMs));
            case 9 -> server("conversation.item.truncated", ids.with("audio_end_ms", random.nextInt(2_000)));
            default -> {
                if (webrtc) {
                    server("output_audio_buffer.started", JsonObject.EMPTY.with("response_id", response));
                } else {
                    server("response.output_audio.delta", ids.with("delta", audio(AUDIO_BYTES)));
                }
            }
        }
    }

    /** A session in which the server interrupts by itself. */
    private static JsonObject handsFree() {
        JsonObject detection = JsonObject.EMPTY.with("type", "server_vad");
        return JsonObject.EMPTY.with(
                "audio", JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)));
    }

    private static JsonObject message(String id) {
        return JsonObject.EMPTY
                .with("id", id)
                .with("type", "message")
                .with("role", "assistant")
                .with("status", "in_progress")
                .with("content", JsonArray.EMPTY);
    }

    private JsonObject error() {
        String[] codes = {"conversation_already_has_active_response", "response_cancel_not_active", "server_error"};
        return JsonObject.EMPTY
                .with("type", "invalid_request_error")
                .with("code", codes[random.nextInt(codes.length)])
                .with("message", "no")
                .with("param", JsonValue.NULL);
    }

    private String audio(int bytes) {
        byte[] audio = new byte[bytes];
        random.nextBytes(audio);
        return Base64.getEncoder().encodeToString(audio);
    }

    private void server(String type, JsonObject event) {
        events++;
        add("server", JsonObject.EMPTY.with("event", event.with("type", type).with("event_id", "event_" + events)));
    }

    private void line(String input) {
        add(input, JsonObject.EMPTY);
    }

    private void add(String input, JsonObject members) {
        lines.add(members.with("do", input).with("at_ms", atMs));
    }
}
