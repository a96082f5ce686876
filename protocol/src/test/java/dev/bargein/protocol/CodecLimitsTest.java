package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit holds at itself and not one beyond. */
class CodecLimitsTest {
    private static final int KIB = 1024;

    @ParameterizedTest
    @CsvSource({
        "a,1",
        "\u00e9,2",
        "\u4e2d,3",
        "\ud83d\ude00,4",
        "a\u00e9\u4e2d\ud83d\ude00,10",
        "\u007f,1",
        "\u0080,2",
        "\u07ff,2",
        "\u0800,3",
        "\uffee,3"
    })
    void aMessageIsMeasuredInUtf8(String text, int bytes) {
        String message = "\"" + text + "\"";

        assertThat(Json.parse(message, CodecLimits.ofBytes(bytes + 2))).isEqualTo(JsonValue.of(text));
        tooLarge(message, CodecLimits.ofBytes(bytes + 1), "larger than " + (bytes + 1) + " bytes");
    }

    @Test
    void thePresetsAreThoseOfTheThreatModel() {
        assertThat(CodecLimits.CLIENT_INBOUND).isEqualTo(new CodecLimits(16 * KIB * KIB, 64, 4096, 262_144));
        assertThat(CodecLimits.SERVER_INBOUND).isEqualTo(new CodecLimits(22 * KIB * KIB, 64, 4096, 262_144));
        assertThat(CodecLimits.DATA_CHANNEL).isEqualTo(new CodecLimits(256 * KIB, 64, 4096, 262_144));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void aMessageOnADataChannelMayHave256Kib(int beyond) {
        String message = quoted(256 * KIB + beyond);

        if (beyond > 0) {
            tooLarge(message, CodecLimits.DATA_CHANNEL, "262144 bytes");
        } else {
            assertThat(Json.parse(message, CodecLimits.DATA_CHANNEL)).isInstanceOf(JsonValue.JsonString.class);
        }
    }

    @Test
    void theLongestAudioAppendOf15MibIsTaken() {
        byte[] audio = new byte[15 * KIB * KIB];
        Arrays.fill(audio, (byte) 0x5a);
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        ClientEvent append = new ClientEvent.InputAudioBufferAppend("e1", AudioBytes.of(audio));

        String text = codec.encode(append);

        assertThat(text.length()).isGreaterThan(20_971_520);
        assertThat(codec.decodeClient(text).event()).isEqualTo(append);
    }

    @Test
    void aLongerAudioAppendIsRefusedBeforeItIsDecoded() {
        JsonObject append = JsonObject.EMPTY
                .with("type", "input_audio_buffer.append")
                .with("audio", quoted(20_971_520 + 3).replace('"', '!'));

        assertThatThrownBy(() -> new RealtimeCodec(Dialect.GA).decodeClient(append))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Invalid 'audio': string too long. Expected a string with maximum length 20971520,"
                        + " but got a string with length 20971523 instead.");
    }

    @Test
    void eachDirectionHasItsOwnLimit() {
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA);
        String sixteen = quoted(16 * KIB * KIB + 1);
        String event = "{\"type\":\"response.create\",\"x\":" + sixteen + "}";

        assertThat(codec.decodeClient(event).event().type()).isEqualTo("response.create");
        assertThatThrownBy(() -> codec.decodeServer(event))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCodes.MESSAGE_TOO_LARGE));
    }

    @Test
    void aCodecMayHaveOtherLimits() {
        RealtimeCodec codec = new RealtimeCodec(Dialect.GA, CodecLimits.ofBytes(30));

        assertThat(codec.decodeClient("{\"type\":\"response.create\"}").event().type())
                .isEqualTo("response.create");
        assertThatThrownBy(() -> codec.decodeClient("{\"type\":\"response.create\"     }"))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> codec.decodeServer("{\"type\":\"response.created\"    }"))
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({"[,]", "{\"a\":,}"})
    void depthIsLimited(String open, String close) {
        String allowed = nested(open, close, 64);
        String deeper = nested(open, close, 65);

        assertThat(Json.write(Json.parse(allowed, CodecLimits.DATA_CHANNEL))).isEqualTo(allowed);
        tooLarge(deeper, CodecLimits.DATA_CHANNEL, "deeper than 64");
    }

    @Test
    void depthCountsWhatIsOpenAndNotWhatWas() {
        String flat = "["
                + String.join(",", IntStream.range(0, 100).mapToObj(i -> "[{}]").toList()) + "]";

        assertThat(Json.write(Json.parse(flat, new CodecLimits(KIB, 3, 1, KIB))))
                .isEqualTo(flat);
        tooLarge(flat, new CodecLimits(KIB, 2, 1, KIB), "deeper than 2");
    }

    @Test
    void theDeepestLimitWorks() {
        CodecLimits deepest = new CodecLimits(8 * KIB, 500, 1, KIB);
        String text = nested("[", "]", 500);

        assertThat(Json.write(Json.parse(text, deepest))).isEqualTo(text);
        tooLarge(nested("[", "]", 501), deepest, "deeper than 500");
    }

    @Test
    @Timeout(20)
    void aMillionBracketsAreRefusedAtOnce() {
        tooLarge("[".repeat(1_000_000), CodecLimits.CLIENT_INBOUND, "deeper");
        tooLarge("{\"a\":".repeat(1_000_000), CodecLimits.CLIENT_INBOUND, "deeper");
    }

    @Test
    void differentNamesAreLimitedAndRepeatedOnesAreNot() {
        CodecLimits limits = new CodecLimits(KIB * KIB, 64, 4096, KIB * KIB);

        assertThat(Json.parseObject(names(4096), limits).members()).hasSize(4096);
        tooLarge(names(4097), limits, "more than 4096 different names");

        String repeated = "[" + "{\"a\":1},".repeat(10_000) + "0]";
        assertThat(Json.parse(repeated, limits)).isInstanceOf(JsonArray.class);
    }

    @Test
    void valuesAreLimited() {
        CodecLimits limits = new CodecLimits(KIB, 64, 10, 5);

        assertThat(Json.write(Json.parse("[1,{\"a\":2},3]", limits))).isEqualTo("[1,{\"a\":2},3]");
        tooLarge("[1,{\"a\":2},3,4]", limits, "more than 5 values");
    }

    @Test
    @Timeout(30)
    void millionsOfSmallValuesDoNotFillTheMemory() {
        tooLarge("[" + "0,".repeat(8_000_000) + "0]", CodecLimits.CLIENT_INBOUND, "values");
    }

    @Test
    @Timeout(30)
    void namesThatCollideNeitherStallNorFail() {
        // "Aa" and "BB" have the same hash, and so have all words of the same length made of them.
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            members.add("\"" + name + "\":1");
        }
        String text = "{" + String.join(",", members) + "}";

        for (int i = 0; i < 20; i++) {
            assertThat(Json.parseObject(text, CodecLimits.CLIENT_INBOUND).members())
                    .hasSize(4096);
        }
    }

    @Test
    void aNumberOfEndlessDigitsIsTooLargeRatherThanWrong() {
        tooLarge("1".repeat(100_000), CodecLimits.DATA_CHANNEL, "number");
        assertThat(Json.parse("1".repeat(500), CodecLimits.DATA_CHANNEL)).isInstanceOf(JsonValue.JsonNumber.class);
    }

    @ParameterizedTest
    @CsvSource({"0,64,1,1", "1,0,1,1", "1,501,1,1", "1,64,0,1", "1,64,1,0", "-1,1,1,1"})
    void limitsThatMakeNoSenseAreRefused(int bytes, int depth, int names, int values) {
        assertThatThrownBy(() -> new CodecLimits(bytes, depth, names, values))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void tooLarge(String text, CodecLimits limits, String why) {
        ProtocolException refusal = JsonTest.refusal(text, limits);
        assertThat(refusal.code()).isEqualTo(ErrorCodes.MESSAGE_TOO_LARGE);
        assertThat(refusal).hasMessageStartingWith("Invalid event: ").hasMessageContaining(why);
    }

    private static String quoted(int length) {
        return "\"" + "A".repeat(length - 2) + "\"";
    }

    private static String nested(String open, String close, int depth) {
        return open.repeat(depth - 1) + open.charAt(0) + close.repeat(depth);
    }

    private static String names(int count) {
        return "{"
                + String.join(
                        ",",
                        IntStream.range(0, count)
                                .mapToObj(i -> "\"n" + i + "\":0")
                                .toList())
                + "}";
    }
}
