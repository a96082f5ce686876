package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways on which words, voices and the keys of others have left through a trace (issue 7). */
class TraceWordsTest {
    private static final TraceHeader DEFAULT = TraceHeader.at(0);
    private static final String SOUND = Base64.getEncoder().encodeToString(new byte[] {-1, -2, -3, 1, 2, 3, 4, 5, 6});

    @Test
    void aTraceWithoutWordsDoesNotSpellThemInTheBytesOfLogProbabilities() {
        JsonObject event = Samples.json("{\"type\":\"conversation.item.input_audio_transcription.completed\","
                + "\"transcript\":\"my pin\",\"logprobs\":[{\"token\":\"my\",\"logprob\":-0.1,\"bytes\":[109,121]},"
                + "{\"token\":\" pin\",\"logprob\":-0.2,\"bytes\":[32,112,105,110]}]}");

        String written = Json.write(written(DEFAULT, event));

        assertThat(written).doesNotContain("109", "112", "my", "pin").contains("{\"numbers\":2}", "{\"numbers\":4}");
        assertThat(Json.write(written(DEFAULT.withText(), event))).contains("[109,121]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Invalid value: 'Geheimwort'. Try again.|Invalid value: '...'. Try again.",
                "Say \"open the safe with 4711\" again.|Say '...' again.",
                "It's don't 'tell Bob'|It's don't '...'",
                "Not \u201eGeheim\u201c, please.|Not '...', please.",
                "Invalid value: 'a' or 'b'. Item 'item_1'.|Invalid value: '...'. Item 'item_1'.",
                "Unknown parameter: 'session.audio.output'.|Unknown parameter: 'session.audio.output'.",
                "The dogs' home of 'Bob|The dogs'...'",
                "Unknown: 'my_own'.|Unknown: 'my_own'.",
                "Ends in '|Ends in '...'",
            })
    void aTraceWithoutWordsKeepsNoQuotationOfAnErrorNotEvenOfOneWord(String message, String kept) {
        JsonObject event = JsonObject.EMPTY.with(
                "error", JsonObject.EMPTY.with("message", message).with("param", "my_own"));

        assertThat(written(DEFAULT, event).object("error").string("message")).isEqualTo(kept);
        assertThat(written(DEFAULT.withText(), event).object("error").string("message"))
                .isEqualTo(message);
    }

    @Test
    void aTraceWithoutWordsKeepsNoMemberNameThatIsWords() {
        JsonObject event =
                Samples.json("{\"client_info\":{\"Alice Smith, born 1970\":1,\"Bob Ray\":2,\"new_field\":3}}");

        assertThat(written(DEFAULT, event).object("client_info"))
                .isEqualTo(Samples.json("{\"[name 0]\":1,\"[name 1]\":2,\"new_field\":3}"));
        assertThat(written(DEFAULT.withText(), event)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:audio/wav;base64,", " DATA:audio/wav;rate=8000;base64,", ""})
    void soundIsNotTakenForWordsWhateverItsEncoding(String prefix) {
        String urlSafe = SOUND.replace('+', '-').replace('/', '_');
        String broken = SOUND.substring(0, 4) + "\r\n" + SOUND.substring(4) + "\n";
        for (String sound : new String[] {SOUND, urlSafe, broken, SOUND + "!"}) {
            JsonObject event =
                    JsonObject.EMPTY.with("type", "input_audio_buffer.append").with("audio", prefix + sound);

            JsonObject kept = written(DEFAULT.withText(), event).object("audio");

            assertThat(kept.number("bytes", 9)).isEqualTo(9);
            assertThat(Json.write(kept)).doesNotContain(SOUND.substring(4), urlSafe.substring(4));
            assertThat(written(DEFAULT.withText().withAudio(), event)).isEqualTo(event);
        }
    }

    @Test
    void soundUnderAnotherNameIsSoundToo() {
        String sound = Base64.getEncoder().encodeToString(new byte[4_800]);
        JsonObject event = JsonObject.EMPTY
                .with("input_audio", JsonObject.EMPTY.with("data", sound))
                .with("image_url", "data:image/png;base64,AAEC");

        JsonObject kept = written(DEFAULT.withText(), event);

        assertThat(kept.object("input_audio").object("data").number("ms", 0)).isEqualTo(100);
        assertThat(kept.object("image_url").number("bytes", 0)).isEqualTo(3);
    }

    @Test
    void aTraceWithWordsKeepsNoKeysOfOtherServices() {
        JsonObject event = Samples.json(
                "{\"type\":\"session.update\",\"session\":{\"tools\":[{\"type\":\"mcp\","
                        + "\"server_label\":\"mail\",\"server_url\":\"https://ann:MARK1@mcp.test/s/MARK2/mcp?key=MARK3\","
                        + "\"authorization\":\"MARK4\",\"headers\":{\"X-Anything\":\"MARK5\"},\"require_approval\":\"never\"}]}}");

        String written = Json.write(written(DEFAULT.withText().withAudio(), event));

        assertThat(written)
                .doesNotContain("MARK")
                .contains("https://mcp.test/[secret]", "\"X-Anything\":\"[secret]\"", "never");
        assertThat(event.toString()).doesNotContain("MARK").contains("never");
    }

    @ParameterizedTest
    @CsvSource({
        "use xai-abcdefghijklmnop!,use [secret]!",
        "AIzaSyA1234567890 too,[secret] too",
        "eyJhbGciOi.eyJzdWIi.sig is one,[secret] is one",
        "see https://ann:pw@h.test/x,see https://[secret]@h.test/x",
        "see wss://h.test/x?api-key=abc&deployment=d,see wss://h.test/x?api-key=[secret]&deployment=d",
        "is 1 & token=2 ?,is 1 & token=2 ?",
    })
    void whatHasTheShapeOfACredentialIsNotWrittenWithWordsEither(String text, String kept) {
        assertThat(written(DEFAULT.withText(), JsonObject.EMPTY.with("text", text))
                        .string("text"))
                .isEqualTo(kept);
    }

    @Test
    void aSecretThatWasRegisteredIsNotWrittenWhereverItStands() {
        Redactor redactor = new Redactor();
        redactor.add("open-sesame-\"4711");
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, DEFAULT.withText(), redactor)
                .write(
                        0,
                        TraceDirection.IN,
                        JsonObject.EMPTY
                                .with("text", "say open-sesame-\"4711 now")
                                .with("open-sesame-\"4711", 1));

        assertThat(out.toString()).doesNotContain("4711").contains("say [secret] now");
    }

    private static JsonObject written(TraceHeader header, JsonObject event) {
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, header).write(0, TraceDirection.IN, event);
        assertThat(out.toString().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
        return Samples.json(out.toString().lines().toList().get(1)).object("event");
    }
}
