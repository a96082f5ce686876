package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plain values that events are made of. */
class ValuesTest {
    @Test
    void samplesBecomeLittleEndianBytesAndBack() {
        short[] pcm = {9, 0x0102, -1, Short.MIN_VALUE, Short.MAX_VALUE, 9};

        AudioBytes audio = AudioBytes.ofPcm(pcm, 1, 4);

        assertThat(audio.toByteArray()).containsExactly(2, 1, 0xff, 0xff, 0, 0x80, 0xff, 0x7f);
        assertThat(audio.toPcm()).containsExactly(0x0102, -1, Short.MIN_VALUE, Short.MAX_VALUE);
        assertThat(audio.size()).isEqualTo(8);
    }

    @Test
    void anOddByteIsNoSample() {
        assertThat(AudioBytes.of(new byte[] {1, 0, 7}).toPcm()).containsExactly(1);
    }

    @Test
    void audioIsNotSharedWithWhoeverMadeOrReadIt() {
        byte[] bytes = {1, 2};
        AudioBytes audio = AudioBytes.of(bytes);
        bytes[0] = 9;
        audio.toByteArray()[1] = 9;

        assertThat(audio).isEqualTo(AudioBytes.of(new byte[] {1, 2}));
        assertThat(audio).hasSameHashCodeAs(AudioBytes.of(new byte[] {1, 2}));
        assertThat(audio).isNotEqualTo(AudioBytes.of(new byte[] {1, 3}));
    }

    @Test
    void audioDoesNotPrintWhatWasSaid() {
        assertThat(AudioBytes.of(new byte[] {65, 66, 67})).hasToString("AudioBytes[3 bytes]");
    }

    @Test
    void anObjectIsACopyInItsOrder() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("b", JsonValue.of(1));
        members.put("a", JsonValue.of(2));
        JsonObject object = new JsonObject(members);
        members.clear();

        assertThat(object.members().keySet()).containsExactly("b", "a");
        assertThat(object.isEmpty()).isFalse();
        assertThat(JsonObject.EMPTY.isEmpty()).isTrue();
        assertThatThrownBy(() -> object.members().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anArrayIsACopy() {
        List<JsonValue> values = new ArrayList<>(List.of(JsonValue.of(1)));
        JsonArray array = new JsonArray(values);
        values.clear();

        assertThat(array.values()).containsExactly(JsonValue.of(1));
        assertThat(JsonValue.array(JsonValue.of(1))).isEqualTo(array);
    }

    @Test
    void membersAreReadByType() {
        JsonObject object = Samples.json("{\"s\":\"x\",\"n\":7,\"o\":{\"a\":1},\"z\":null}");

        assertThat(object.string("s")).isEqualTo("x");
        assertThat(object.string("n")).isNull();
        assertThat(object.string("absent")).isNull();
        assertThat(object.number("n", 3)).isEqualTo(7);
        assertThat(object.number("s", 3)).isEqualTo(3);
        assertThat(object.object("o")).isEqualTo(JsonObject.EMPTY.with("a", 1));
        assertThat(object.object("s")).isEqualTo(JsonObject.EMPTY);
        assertThat(object.get("z")).isEqualTo(JsonValue.NULL);
        assertThat(object.get("absent")).isNull();
    }

    @Test
    void aMemberIsSetInACopy() {
        JsonObject one = JsonObject.EMPTY.with("a", 1).with("b", "x");

        assertThat(one.with("a", JsonValue.of(true)).members())
                .containsExactly(Map.entry("a", JsonValue.of(true)), Map.entry("b", JsonValue.of("x")));
        assertThat(one.get("a")).isEqualTo(JsonValue.of(1));
    }

    @Test
    void aSessionConfigChangesInACopy() {
        SessionConfig config = SessionConfig.PUSH_TO_TALK.withVoice("ash").withInstructions("Be brief.");

        assertThat(config)
                .isEqualTo(new SessionConfig(
                        null, "Be brief.", "ash", SessionConfig.TurnDetection.MANUAL, null, null, JsonObject.EMPTY));
        assertThat(SessionConfig.EMPTY.withVoice("ash").turnDetection()).isNull();
    }

    @Test
    void itemsAreMadeAsClientsSendThem() {
        assertThat(Item.userText("i", "Hi"))
                .isEqualTo(Item.message("i", "user", null, List.of(ContentPart.inputText("Hi"))));
        assertThat(Item.functionCallOutput("", "call_1", "{}").callId()).isEqualTo("call_1");
        List<ContentPart> parts = new ArrayList<>();
        Item item = Item.message("i", "user", null, parts);
        parts.add(ContentPart.inputText("late"));
        assertThat(item.content()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"audio,true", "output_audio,true", "input_audio,false", "text,false", "output_text,false"})
    void soundOfTheAssistantHasTwoNames(String type, boolean sound) {
        assertThat(new ContentPart(type, null, null, null).isOutputAudio()).isEqualTo(sound);
    }

    @Test
    void aResponseInProgressHasNothingYet() {
        assertThat(Response.inProgress("resp_1"))
                .isEqualTo(new Response("resp_1", "in_progress", null, List.of(), null, null, null));
    }

    @Test
    void aRefusalWithoutAFieldHasTheCodeAlone() {
        assertThat(new ProtocolException("c", "m").details())
                .isEqualTo(new ErrorDetails("invalid_request_error", "c", "m", null, null));
    }

    @Test
    void aTranscriptionMayComeWithoutItsCost() {
        ServerEvent event = new ServerEvent.ConversationItemInputAudioTranscriptionCompleted("e", "i", 0, "Hi");

        assertThat(new RealtimeCodec(Dialect.GA).encode(event))
                .isEqualTo("{\"type\":\"conversation.item.input_audio_transcription.completed\",\"event_id\":\"e\","
                        + "\"item_id\":\"i\",\"content_index\":0,\"transcript\":\"Hi\"}");
    }

    @Test
    void codesOfErrorsAreDifferentWords() throws IllegalAccessException {
        TreeSet<String> codes = new TreeSet<>();
        int count = 0;
        for (Field field : ErrorCodes.class.getFields()) {
            codes.add((String) field.get(null));
            assertThat(field.getName().toLowerCase(java.util.Locale.ROOT)).isEqualTo(field.get(null));
            count++;
        }
        assertThat(codes).hasSize(count).allMatch(code -> code.matches("[a-z_]+"));
    }
}
