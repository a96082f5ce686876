package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant I13: decode then encode keeps every event and every field. */
class LosslessTest {
    private static final RealtimeCodec GA = new RealtimeCodec(Dialect.GA);
    private static final RealtimeCodec BETA = new RealtimeCodec(Dialect.BETA);

    static List<String> gaServer() {
        return Samples.GA_SERVER;
    }

    static List<String> betaServer() {
        return Samples.BETA_SERVER;
    }

    static List<String> gaClient() {
        return Samples.GA_CLIENT;
    }

    static Stream<JsonObject> gaWithExtras() {
        return Stream.concat(Samples.GA_SERVER.stream(), Samples.GA_CLIENT.stream())
                .map(text -> (JsonObject) withExtras(Samples.json(text)));
    }

    @ParameterizedTest
    @MethodSource("gaServer")
    void everyGaServerEventComesOutAsItWentIn(String text) {
        Message<ServerEvent> message = GA.decodeServer(text);

        assertThat(message.event()).isNotInstanceOf(ServerEvent.Unknown.class);
        assertThat(GA.encodeServer(message)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("betaServer")
    void everyBetaServerEventComesOutAsItWentIn(String text) {
        Message<ServerEvent> message = BETA.decodeServer(text);

        assertThat(message.event()).isNotInstanceOf(ServerEvent.Unknown.class);
        assertThat(BETA.encodeServer(message)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("gaClient")
    void everyClientEventComesOutAsItWentIn(String text) {
        Message<ClientEvent> message = GA.decodeClient(text);

        assertThat(message.event()).isNotInstanceOf(ClientEvent.Unknown.class);
        assertThat(GA.encodeClient(message)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("gaClient")
    void aClientEventAloneSaysAllThatOurRecordsName(String text) {
        ClientEvent event = GA.decodeClient(text).event();

        assertThat(GA.decodeClient(GA.encode(event)).event()).isEqualTo(event);
        assertThat(BETA.decodeClient(BETA.encode(event)).event().type()).isEqualTo(event.type());
    }

    @ParameterizedTest
    @MethodSource("gaServer")
    void aServerEventAloneSaysAllThatOurRecordsName(String text) {
        ServerEvent event = GA.decodeServer(text).event();

        assertThat(GA.decodeServer(GA.encode(event)).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("gaWithExtras")
    void unknownFieldsSurviveAtEveryDepth(JsonObject json) {
        JsonObject back = GA_CLIENT_TYPES.contains(json.string("type"))
                ? GA.clientJson(GA.decodeClient(json))
                : GA.serverJson(GA.decodeServer(json));

        assertThat(back).isEqualTo(json);
    }

    private static final List<String> GA_CLIENT_TYPES =
            List.copyOf(Samples.byType(Samples.GA_CLIENT).keySet());

    @Test
    void aChangedEventChangesOnlyWhatDiffers() {
        JsonObject json = Samples.json("""
                {"x":[1],"type":"response.done","event_id":"e","response":{"id":"resp_1","status":"completed",\
                "status_details":null,"output":[{"id":"item_1","extra":true,"type":"message","role":"assistant",\
                "content":[{"type":"output_audio","transcript":"Hi","logprobs":[]}]}],"voice":"alloy"}}""");
        ServerEvent.ResponseDone done =
                (ServerEvent.ResponseDone) GA.decodeServer(json).event();
        Item item = Item.message(
                "item_1", "assistant", "incomplete", List.of(new ContentPart("output_audio", null, "H", null)));
        Response changed = new Response(
                done.response().id(),
                "cancelled",
                new Response.StatusDetails("cancelled", "turn_detected", null, null, null),
                List.of(item, Item.functionCallOutput("item_2", "call_1", "{}")),
                null,
                null,
                null);

        JsonObject back = GA.serverJson(new Message<>(new ServerEvent.ResponseDone("e", changed), json));

        assertThat(back).isEqualTo(Samples.json("""
                {"x":[1],"type":"response.done","event_id":"e","response":{"id":"resp_1","status":"cancelled",\
                "status_details":{"type":"cancelled","reason":"turn_detected"},"output":[{"id":"item_1","extra":true,\
                "type":"message","role":"assistant","status":"incomplete",\
                "content":[{"type":"output_audio","transcript":"H","logprobs":[]}]},\
                {"id":"item_2","type":"function_call_output","call_id":"call_1","output":"{}"}],"voice":"alloy"}}"""));
    }

    @Test
    void whatAChangedEventNoLongerHasIsRemoved() {
        JsonObject json = Samples.json("{\"type\":\"response.cancel\",\"response_id\":\"resp_1\",\"x\":1}");

        JsonObject back = GA.clientJson(new Message<>(new ClientEvent.ResponseCancel("e", null), json));

        assertThat(back).isEqualTo(Samples.json("{\"type\":\"response.cancel\",\"x\":1,\"event_id\":\"e\"}"));
    }

    @Test
    void fewerItemsThanCameAreWritten() {
        JsonObject json = Samples.json("""
                {"type":"response.done","response":{"id":"r","status":"completed","output":[{"id":"a"},{"id":"b"}]}}""");
        Item first = ((ServerEvent.ResponseDone) GA.decodeServer(json).event())
                .response()
                .output()
                .get(0);
        Response fewer = new Response("r", "completed", null, List.of(first), null, null, null);

        JsonObject back = GA.serverJson(new Message<>(new ServerEvent.ResponseDone("", fewer), json));

        assertThat(back.object("response").get("output")).isEqualTo(JsonValue.array(JsonObject.EMPTY.with("id", "a")));
    }

    @Test
    void aMessageWithoutJsonIsItsEvent() {
        ServerEvent event = new ServerEvent.InputAudioBufferCleared("event_1");

        assertThat(GA.encodeServer(new Message<>(event, JsonObject.EMPTY))).isEqualTo(GA.encode(event));
        assertThat(GA.encodeClient(new Message<>(new ClientEvent.ResponseCancel(null, "r"), JsonObject.EMPTY)))
                .isEqualTo("{\"type\":\"response.cancel\",\"response_id\":\"r\"}");
    }

    @Test
    void anEventPutOverJsonThatSaysNothingKeepsTheUnknownFields() {
        JsonObject broken = Samples.json("{\"type\":\"response.output_text.delta\",\"delta\":7,\"x\":1}");
        ServerEvent mended = new ServerEvent.ResponseOutputTextDelta("", "r", "i", 0, 0, "a");

        JsonObject back = GA.serverJson(new Message<>(mended, broken));

        assertThat(back.string("delta")).isEqualTo("a");
        assertThat(back.number("x", 0)).isEqualTo(1);
        assertThat(back.string("item_id")).isEqualTo("i");
    }

    @Test
    void anUnknownEventIsKeptWhole() {
        String text =
                "{\"type\":\"mcp_list_tools.completed\",\"event_id\":\"event_1\",\"item_id\":\"mcpl_1\",\"x\":{}}";
        Message<ServerEvent> message = GA.decodeServer(text);

        assertThat(message.event())
                .isEqualTo(new ServerEvent.Unknown("event_1", "mcp_list_tools.completed", Samples.json(text)));
        assertThat(BETA.encodeServer(message)).isEqualTo(text);
        assertThat(GA.encode(message.event())).isEqualTo(text);
    }

    private static JsonValue withExtras(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObject out = JsonObject.EMPTY.with("_first", JsonValue.NULL);
            for (var member : object.members().entrySet()) {
                out = out.with(member.getKey(), withExtras(member.getValue()));
            }
            return out.with("_last", JsonValue.array(JsonObject.EMPTY, JsonValue.of(1)));
        } else if (value instanceof JsonArray array) {
            return new JsonArray(
                    array.values().stream().map(LosslessTest::withExtras).toList());
        }
        return value;
    }
}
