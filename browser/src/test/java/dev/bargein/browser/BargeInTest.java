package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server interrupts by itself, long after the player last had news. */
class BargeInTest {
    private static final String PART =
            "\"response_id\": \"r1\", \"item_id\": \"i1\", \"output_index\": 0, \"content_index\": 0";

    private long nowNanos = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"input_audio_buffer.speech_started\", \"audio_start_ms\": 100, \"item_id\": \"u1\"}",
                "{\"type\": \"output_audio_buffer.cleared\", \"response_id\": \"r1\"}"
            })
    void whatWasHeardOnWebRtcIsToldAsItIsWhenTheServerInterrupts(String interruption) {
        PageConversation page = page("webrtc");
        server(page, "{\"type\": \"output_audio_buffer.started\", \"response_id\": \"r1\"}");
        short[] voice = new short[240];
        for (int i = 0; i < voice.length; i++) {
            voice[i] = (short) (i / 24 % 2 == 0 ? 8_000 : -8_000);
        }
        for (int i = 0; i < 200; i++) {
            page.live(voice);
            render(page);
        }

        JsonObject step = server(page, interruption);

        assertThat(heardMs(step)).isBetween(1_970L, 2_000L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasHeardOnWebSocketIsToldAndTruncatedAsItIs(boolean byTheServer) {
        PageConversation page = page("websocket");
        String sound = Base64.getEncoder().encodeToString(new byte[48 * 250]);
        for (int i = 0; i < 20; i++) {
            server(page, "{\"type\": \"response.output_audio.delta\", " + PART + ", \"delta\": \"" + sound + "\"}");
        }
        for (int i = 0; i < 200; i++) {
            render(page);
        }

        JsonObject step = byTheServer
                ? server(page, "{\"type\": \"input_audio_buffer.speech_started\", \"item_id\": \"u1\"}")
                : handle(page, "{\"do\": \"stop\"}");

        assertThat(heardMs(step)).isEqualTo(2_000);
        List<Long> truncatedMs = new ArrayList<>();
        for (JsonObject command : commands(step)) {
            if ("conversation.item.truncate".equals(command.object("event").string("type"))) {
                truncatedMs.add(command.object("event").number("audio_end_ms", -1));
            }
        }
        assertThat(truncatedMs).containsExactly(2_000L);
    }

    private PageConversation page(String transport) {
        PageConversation page = new PageConversation(Script.read(
                "{\"transport\": \"" + transport + "\", \"session\": {\"turn_detection\": \"server_vad\"}}"));
        handle(page, "{\"do\": \"up\"}");
        server(
                page,
                "{\"type\": \"session.updated\", \"session\": {\"audio\": {\"input\": {\"turn_detection\":"
                        + " {\"type\": \"server_vad\"}}}}}");
        server(page, "{\"type\": \"response.created\", \"response\": {\"id\": \"r1\", \"status\": \"in_progress\"}}");
        server(page, "{\"type\": \"response.content_part.added\", " + PART + ", \"part\": {\"type\": \"audio\"}}");
        return page;
    }

    private JsonObject server(PageConversation page, String event) {
        return handle(page, "{\"do\": \"server\", \"event\": " + event + "}");
    }

    private JsonObject handle(PageConversation page, String input) {
        nowNanos += 1_000_000;
        return page.handle(Script.read(input), nowNanos);
    }

    private void render(PageConversation page) {
        nowNanos += 10_000_000;
        page.render(new short[240], nowNanos);
    }

    private static long heardMs(JsonObject step) {
        for (JsonObject command : commands(step)) {
            JsonObject notice = command.object("notice");
            if ("interrupted".equals(notice.string("name")) && notice.get("heard") instanceof JsonArray heard) {
                return ((JsonObject) heard.values().get(0)).number("ms", -1);
            }
        }
        throw new AssertionError("nothing was interrupted: " + Json.write(step));
    }

    private static List<JsonObject> commands(JsonObject step) {
        List<JsonObject> out = new ArrayList<>();
        if (step.get("commands") instanceof JsonArray commands) {
            for (JsonValue command : commands.values()) {
                out.add((JsonObject) command);
            }
        }
        return out;
    }
}
