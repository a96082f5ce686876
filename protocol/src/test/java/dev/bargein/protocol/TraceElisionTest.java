package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trace leaves out (threat model, row 10), and what stands in for it on replay. */
class TraceElisionTest {
    private static final TraceHeader DEFAULT = TraceHeader.at(0);
    private static final String WORD = "sesame";

    static Stream<JsonObject> events() {
        return Stream.of(Samples.GA_SERVER, Samples.BETA_SERVER, Samples.GA_CLIENT)
                .flatMap(List::stream)
                .map(Samples::json);
    }

    @Test
    void aDefaultTraceShowsTypesIdsSizesAndNumbers() {
        assertThat(written(DEFAULT, Samples.server("response.output_audio_transcript.delta")))
                .isEqualTo(
                        Samples.json("{\"type\":\"response.output_audio_transcript.delta\",\"event_id\":\"event_29\","
                                + "\"response_id\":\"resp_1\",\"item_id\":\"item_2\",\"output_index\":0,\"content_index\":0,"
                                + "\"delta\":{\"chars\":3}}"));
        assertThat(written(DEFAULT, Samples.server("response.output_audio.delta")))
                .isEqualTo(Samples.json("{\"type\":\"response.output_audio.delta\",\"event_id\":\"event_27\","
                        + "\"response_id\":\"resp_1\",\"item_id\":\"item_2\",\"output_index\":0,\"content_index\":0,"
                        + "\"delta\":{\"bytes\":4,\"ms\":0,\"crc32\":2344191507},\"duration\":0.25}"));
        assertThat(written(DEFAULT, Samples.server("response.done")).object("response"))
                .isEqualTo(Samples.json("{\"object\":\"realtime.response\",\"id\":\"resp_1\",\"status\":\"cancelled\","
                        + "\"status_details\":{\"type\":\"cancelled\",\"reason\":\"turn_detected\","
                        + "\"error\":{\"type\":\"server_error\",\"code\":\"none\",\"x\":1}},\"output\":[{\"id\":\"item_2\","
                        + "\"type\":\"message\",\"status\":\"incomplete\",\"role\":\"assistant\","
                        + "\"content\":[{\"type\":\"output_audio\",\"transcript\":{\"chars\":3}}],\"z\":[{}]}],"
                        + "\"conversation_id\":\"conv_1\",\"usage\":{\"total_tokens\":12,\"input_tokens\":5,"
                        + "\"output_tokens\":7},\"metadata\":{\"members\":1}}"));
    }

    @Test
    void audioIsMeasuredAs24KhzPcm() {
        byte[] audio = new byte[48 * 250 + 47];
        JsonObject append = new RealtimeCodec(Dialect.GA)
                .toJson(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(audio)));

        JsonObject measured = written(DEFAULT, append).object("audio");

        assertThat(measured.number("bytes", 0)).isEqualTo(12_047);
        assertThat(measured.number("ms", 0)).isEqualTo(250);
        assertThat(measured.members().keySet()).containsExactly("bytes", "ms", "crc32");
    }

    @Test
    void differentAudioHasDifferentChecksums() {
        JsonObject one = JsonObject.EMPTY.with("type", "x").with("audio", "AAEC");
        JsonObject other = one.with("audio", "AAED");

        assertThat(written(DEFAULT, one).object("audio").get("crc32"))
                .isNotEqualTo(written(DEFAULT, other).object("audio").get("crc32"));
    }

    @Test
    void betaAudioIsAudioToo() {
        assertThat(written(DEFAULT, Samples.beta("response.audio.delta"))
                        .object("delta")
                        .members())
                .containsKey("bytes");
        assertThat(written(DEFAULT, Samples.server("conversation.item.retrieved"))
                        .toString())
                .contains("crc32")
                .doesNotContain("AAEC");
    }

    @Test
    void whatClaimsToBeAudioAndIsNotIsText() {
        JsonObject event = JsonObject.EMPTY.with("type", "response.audio.delta").with("delta", "open sesame");

        assertThat(written(DEFAULT.withAudio(), event).object("delta")).isEqualTo(JsonObject.EMPTY.with("chars", 11));
    }

    @Test
    void audioMayBeKeptWithoutTextAndTextWithoutAudio() {
        JsonObject event = JsonObject.EMPTY
                .with("type", "conversation.item.retrieved")
                .with("audio", "AAEC")
                .with("transcript", "open " + WORD);

        JsonObject sound = written(DEFAULT.withAudio(), event);
        assertThat(sound.string("audio")).isEqualTo("AAEC");
        assertThat(sound.object("transcript")).isEqualTo(JsonObject.EMPTY.with("chars", 11));

        JsonObject words = written(DEFAULT.withText(), event);
        assertThat(words.object("audio").members()).containsKey("crc32");
        assertThat(words.string("transcript")).isEqualTo("open " + WORD);
    }

    @ParameterizedTest
    @MethodSource("events")
    void aTraceOfEverythingHoldsEverything(JsonObject event) {
        assertThat(written(DEFAULT.withText().withAudio(), event)).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void noWordOfAnyFieldThatIsNotListedIsWritten(JsonObject event) {
        JsonObject marked = (JsonObject) mark(event);

        assertThat(Json.write(written(DEFAULT, marked))).doesNotContain(WORD);
        assertThat(Json.write(written(DEFAULT.withText(), marked))).contains(WORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "instructions", "transcript", "text", "arguments", "output", "delta", "description", "prompt",
                "keywords", "sdp", "url", "user", "label", "something_new", "Type", "message"
            })
    void aStringUnderAnyOtherNameIsItsLength(String name) {
        JsonObject event = JsonObject.EMPTY.with("type", "x").with(name, WORD);

        assertThat(written(DEFAULT, event).get(name)).isEqualTo(JsonObject.EMPTY.with("chars", WORD.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"type", "id", "status", "reason", "code", "role", "name", "voice", "item_id", "call_id", "model"
            })
    void aNameThatHasSpacesOrNoEndIsNotAName(String name) {
        JsonObject event = JsonObject.EMPTY.with(name, "two words");

        assertThat(written(DEFAULT, event).get(name)).isEqualTo(JsonObject.EMPTY.with("chars", 9));
        assertThat(written(DEFAULT, event.with(name, "n".repeat(129))).get(name))
                .isEqualTo(JsonObject.EMPTY.with("chars", 129));
        assertThat(written(DEFAULT, event.with(name, "n".repeat(128))).string(name))
                .hasSize(128);
        assertThat(written(DEFAULT, event.with(name, "a.b_c:d/e+f-1")).string(name))
                .isEqualTo("a.b_c:d/e+f-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata", "variables", "parameters", "properties", "headers", "sip_headers", "schema"})
    void whatTheApplicationAttachedIsCounted(String name) {
        JsonObject event = JsonObject.EMPTY.with(name, Samples.json("{\"name\":\"sesame\",\"sesame\":1}"));

        assertThat(written(DEFAULT, event).object(name)).isEqualTo(JsonObject.EMPTY.with("members", 2));
        assertThat(written(DEFAULT.withText(), event))
                .isEqualTo(
                        name.equals("headers")
                                ? JsonObject.EMPTY.with(
                                        name, Samples.json("{\"name\":\"[secret]\",\"sesame\":\"[secret]\"}"))
                                : event);
    }

    @Test
    void theMessageOfAnErrorIsKeptWithoutWhatItQuotes() {
        JsonObject error = JsonObject.EMPTY
                .with("type", "error")
                .with(
                        "error",
                        JsonObject.EMPTY.with("message", "Invalid value: 'open sesame'. Unknown item 'item_1'."));

        assertThat(written(DEFAULT, error).object("error").string("message"))
                .isEqualTo("Invalid value: '...'. Unknown item 'item_1'.");
        assertThat(written(DEFAULT, error("m".repeat(500))).object("error").string("message"))
                .hasSize(500);
        assertThat(written(DEFAULT, error("m".repeat(501))).object("error").object("message"))
                .isEqualTo(JsonObject.EMPTY.with("chars", 501));
    }

    private static JsonObject error(String message) {
        return JsonObject.EMPTY.with("error", JsonObject.EMPTY.with("message", message));
    }

    // ---- credentials

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_secret",
                "clientSecret",
                "Authorization",
                "authorization",
                "Proxy-Authorization",
                "api_key",
                "api-key",
                "apiKey",
                "X-Api-Key",
                "secret",
                "password",
                "token",
                "access_token",
                "refresh_token",
                "session_token",
                "credential",
                "credentials",
                "Cookie",
                "Set-Cookie",
                "pwd"
            })
    void whatIsNamedACredentialIsNeverWritten(String name) {
        for (JsonValue value : List.of(
                JsonValue.of(WORD),
                JsonValue.of(1234),
                JsonObject.EMPTY.with("value", WORD),
                JsonValue.array(JsonValue.of(WORD)))) {
            JsonObject event = JsonObject.EMPTY.with("a", JsonObject.EMPTY.with(name, value));

            assertThat(written(DEFAULT.withText().withAudio(), event))
                    .isEqualTo(JsonObject.EMPTY.with("a", JsonObject.EMPTY.with(name, "[secret]")));
            assertThat(Json.write(written(DEFAULT, event))).doesNotContain(WORD, "1234");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ek_68af296e8e408191a1120ab6383263c2,[secret]",
        "key sk-proj-Ab_12-xyz!,key [secret]!",
        "sk-abcd****wxyz.,[secret]",
        "Bearer abc.def-123,[secret]",
        "authorization: bearer abcdefgh12,authorization: [secret]",
        "Basic dXNlcjpzZXNhbWU=,[secret]",
        "'realtime,openai-insecure-api-key.abc_123,x','realtime,[secret],x'",
        "week_123 and desk-top,week_123 and desk-top",
        "the basic idea of Basic people,the basic idea of Basic people",
        "a bearer of news,a bearer of news",
        "ek_ sk-,ek_ sk-",
    })
    void whatLooksLikeACredentialIsNeverWritten(String text, String written) {
        TraceHeader all = DEFAULT.withText().withAudio();

        assertThat(written(all, JsonObject.EMPTY.with("text", text)).string("text"))
                .isEqualTo(written);
        assertThat(written(all, JsonObject.EMPTY.with(text, 1)).members()).containsOnlyKeys(written);
        assertThat(written(all, Samples.json("{\"a\":[{\"b\":[]}]}").with("l", JsonValue.array(JsonValue.of(text)))))
                .isEqualTo(Samples.json("{\"a\":[{\"b\":[]}]}").with("l", JsonValue.array(JsonValue.of(written))));
    }

    @Test
    void aCredentialUnderAListedNameIsNotWrittenEither() {
        JsonObject event = JsonObject.EMPTY
                .with("id", "ek_68af296e")
                .with("error", JsonObject.EMPTY.with("message", "Incorrect API key provided: sk-abcd****wxyz."));

        assertThat(written(DEFAULT, event).string("id")).isEqualTo("[secret]");
        assertThat(written(DEFAULT, event).object("error").string("message"))
                .isEqualTo("Incorrect API key provided: [secret]");
    }

    // ---- replay

    @ParameterizedTest
    @MethodSource("events")
    void anEventReadsOnReplayAsWhatItWas(JsonObject event) {
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        JsonObject replay = new TraceEntry(0, TraceDirection.IN, written(DEFAULT, event)).replayable();

        ServerEvent was = codec.decodeServer(event).event();
        ServerEvent is = codec.decodeServer(replay).event();

        assertThat(is.type()).isEqualTo(was.type());
        assertThat(is).hasSameClassAs(was);
        if (was instanceof ServerEvent.ResponseOutputAudioDelta delta) {
            assertThat(((ServerEvent.ResponseOutputAudioDelta) is).delta())
                    .isEqualTo(AudioBytes.of(new byte[delta.delta().size()]));
        }
        if (was instanceof ServerEvent.ResponseOutputTextDelta) {
            assertThat(((ServerEvent.ResponseOutputTextDelta) is).delta()).isEqualTo("...");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"chars\":3}} | {\"a\":\"...\"}",
                "{\"a\":{\"chars\":0}} | {\"a\":\"\"}",
                "{\"a\":{\"chars\":-5}} | {\"a\":\"\"}",
                "{\"a\":[{\"chars\":1}]} | {\"a\":[\".\"]}",
                "{\"a\":{\"chars\":3,\"b\":1}} | {\"a\":{\"chars\":3,\"b\":1}}",
                "{\"chars\":3} | {\"chars\":3}",
                "{\"a\":{\"bytes\":3,\"ms\":0,\"crc32\":1}} | {\"a\":\"AAAA\"}",
                "{\"a\":{\"bytes\":3,\"ms\":0}} | {\"a\":{\"bytes\":3,\"ms\":0}}",
                "{\"a\":{\"members\":3}} | {\"a\":{}}",
                "{\"a\":{\"numbers\":3}} | {\"a\":[0,0,0]}",
                "{\"a\":{\"numbers\":-1}} | {\"a\":[]}",
                "{\"a\":{\"b\":{\"c\":null}}} | {\"a\":{\"b\":{\"c\":null}}}",
            })
    void onlyWhatStandsForSomethingIsReplaced(String event, String replay) {
        assertThat(new TraceEntry(0, TraceDirection.IN, Samples.json(event)).replayable())
                .isEqualTo(Samples.json(replay));
    }

    @Test
    void standInsAreLimitedInSum() {
        long half = 16L * 1024 * 1024;

        assertThat(replay(half, half).string("b")).hasSize((int) half);
        for (long[] tooMuch : new long[][] {{half, half + 1}, {Long.MAX_VALUE, 0}, {1, Long.MAX_VALUE}}) {
            assertThatThrownBy(() -> replay(tooMuch[0], tooMuch[1]))
                    .isInstanceOfSatisfying(
                            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCodes.MESSAGE_TOO_LARGE));
        }
    }

    private static JsonObject replay(long first, long second) {
        JsonObject event = JsonObject.EMPTY
                .with("a", JsonObject.EMPTY.with("chars", first))
                .with("b", JsonObject.EMPTY.with("chars", second));
        return new TraceEntry(0, TraceDirection.IN, event).replayable();
    }

    private static JsonObject written(TraceHeader header, JsonObject event) {
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, header).write(0, TraceDirection.IN, event);
        return Samples.json(out.toString().lines().toList().get(1)).object("event");
    }

    /** The value with a new field in each object, and its texts changed to words. */
    private static JsonValue mark(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObject out = object;
            for (var member : object.members().entrySet()) {
                if (member.getValue() instanceof JsonValue.JsonString) {
                    String words = member.getKey().equals("message") ? "Bad: 'open " + WORD + "'." : "open " + WORD;
                    out = member.getKey().equals("type") ? out : out.with(member.getKey(), words);
                } else {
                    out = out.with(member.getKey(), mark(member.getValue()));
                }
            }
            return out.with("_new", "open " + WORD);
        } else if (value instanceof JsonArray array) {
            return new JsonArray(
                    array.values().stream().map(TraceElisionTest::mark).toList());
        }
        return value;
    }
}
