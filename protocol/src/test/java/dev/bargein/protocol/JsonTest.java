package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final CodecLimits LIMITS = CodecLimits.DATA_CHANNEL;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-0",
                "1.50",
                "1E+2",
                "-12.5e-3",
                "123456789012345678901234567890",
                "true",
                "false",
                "null",
                "{\"a\":{\"b\":[1,[],{},\"c\",null,true,false]},\"d\":\"\"}",
                "[{\"b\":1,\"a\":2}]",
                "\"\\u0000\\u001f\\\"\\\\\\n\\r\\t\"",
                "\"\u00e9\u4e2d\ud83d\ude00\u2028\"",
            })
    void canonicalTextComesOutAsItWentIn(String text) {
        assertThat(Json.write(Json.parse(text, LIMITS))).isEqualTo(text);
    }

    @Test
    void otherSpellingsComeOutCanonical() {
        assertThat(Json.write(Json.parse(" {\t\"a\" :\r\n1 } ", LIMITS))).isEqualTo("{\"a\":1}");
        assertThat(Json.write(Json.parse("\"\\/\\b\\f\\u0041\"", LIMITS))).isEqualTo("\"/\\b\\fA\"");
        assertThat(Json.write(Json.parse("\"\\ud83d\\ude00\"", LIMITS))).isEqualTo("\"\ud83d\ude00\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "[",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "1e",
                "0x10",
                "NaN",
                "Infinity",
                "-Infinity",
                "nul",
                "True",
                "undefined",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "// no\n1",
                "/* no */1",
                "1 2",
                "{} {}",
                "{}]",
                "[1}",
                "\ufeff{}",
                "\u00a01",
                "]",
                ":",
            })
    void whatRfc8259DoesNotAllowIsRefused(String text) {
        assertThat(refusal(text, LIMITS).code()).isEqualTo(ErrorCodes.INVALID_JSON);
        assertThat(refusal(text, LIMITS)).hasMessageStartingWith("Invalid event: failed to parse JSON value. ");
    }

    @Test
    void aRefusalNamesThePlaceAndQuotesNothing() {
        assertThat(refusal("{\"a\":\n  sesame}", LIMITS))
                .hasMessageContaining("line 2")
                .hasMessageContaining("column")
                .hasMessageNotContaining("sesame")
                .hasNoCause();
        assertThat(refusal("{} sesame", LIMITS)).hasMessageNotContaining("sesame");
        assertThat(refusal("{} 1", LIMITS)).hasMessageContaining("line 1, column 4");
        assertThat(refusal("", LIMITS)).hasMessageContaining("empty");
    }

    @Test
    void ofMembersWithTheSameNameTheLastWins() {
        assertThat(Json.parse("{\"a\":1,\"b\":2,\"a\":3}", LIMITS))
                .isEqualTo(JsonObject.EMPTY.with("a", 3).with("b", 2));
    }

    @Test
    void membersKeepTheirOrder() {
        assertThat(Json.write(Json.parse("{\"z\":1,\"a\":2,\"m\":3}", LIMITS))).isEqualTo("{\"z\":1,\"a\":2,\"m\":3}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud83d\ude00\ud83d"})
    void halvesOfSurrogatePairsSurviveUtf8(String half) {
        assertThat(Json.parse("\"" + half + "\"", LIMITS)).isEqualTo(JsonValue.of(half));

        String written = Json.write(JsonValue.of(half));
        String received = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(Json.parse(received, LIMITS)).isEqualTo(JsonValue.of(half));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\ud800", "\udc00", "a\ud800b", "\ude00\ud83d", "\\ud800", "\\udc00a", "\ud83d\ud83d\ude00"})
    void halvesOfSurrogatePairsAreRefusedInNames(String half) {
        ProtocolException refusal = refusal("{\"" + half + "\":1}", LIMITS);

        assertThat(refusal.code()).isEqualTo(ErrorCodes.INVALID_JSON);
    }

    @Test
    void wholeSurrogatePairsAreTakenInNames() {
        assertThat(Json.parse("{\"a\ud83d\ude00\ud83d\ude01b\":1}", LIMITS))
                .isEqualTo(JsonObject.EMPTY.with("a\ud83d\ude00\ud83d\ude01b", 1));
        assertThat(Json.parse("{\"\\ud83d\\ude00\":1}", LIMITS)).isEqualTo(JsonObject.EMPTY.with("\ud83d\ude00", 1));
    }

    @ParameterizedTest
    @CsvSource({"[],an array", "1,an integer", "1.0,a decimal number", "'\"\"',a string", "true,a boolean", "null,null"
    })
    void whatIsNoObjectIsNoEvent(String text, String kind) {
        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> Json.parseObject(text, LIMITS));

        assertThat(refusal.code()).isEqualTo(ErrorCodes.INVALID_EVENT);
        assertThat(refusal).hasMessage("Invalid event: expected an object, but got " + kind + " instead.");
    }

    @Test
    void anObjectIsReadAsOne() {
        assertThat(Json.parseObject("{\"a\":null}", LIMITS)).isEqualTo(JsonObject.EMPTY.with("a", JsonValue.NULL));
    }

    @Test
    void namesAreEscapedAsStringsAre() {
        assertThat(Json.write(JsonObject.EMPTY.with("a\"\n", 1))).isEqualTo("{\"a\\\"\\n\":1}");
    }

    static ProtocolException refusal(String text, CodecLimits limits) {
        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> Json.parse(text, limits));
        assertThat(refusal).as("%s is refused", text).isNotNull();
        return refusal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "a", "01", "-01", "1.", ".1", "1e", "1e+", "1.e1", "+1", "1 ", " 1", "1a", "0x1", "--1", "1,2",
                "1}", "NaN", "1.5.2", "1e5.5", "\u0661"
            })
    void aNumberThatIsNoneCannotBeMade(String literal) {
        assertThatThrownBy(() -> new JsonValue.JsonNumber(literal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(literal);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,true",
        "-0,0,true",
        "10,10,true",
        "-7,-7,true",
        "1.9,1,false",
        "-1.9,-1,false",
        "1e3,1000,false",
        "1E3,1000,false",
        "2.50e+1,25,false",
        "25e-1,2,false",
        "9223372036854775807,9223372036854775807,true",
        "9223372036854775808,9223372036854775807,true",
        "-9223372036854775809,-9223372036854775808,true",
        "1e999,9223372036854775807,false",
        "-1e999,-9223372036854775808,false",
    })
    void aNumberIsReadAsALongTowardsZeroAndWithinRange(String literal, long value, boolean whole) {
        JsonValue.JsonNumber number = (JsonValue.JsonNumber) Json.parse(literal, LIMITS);

        assertThat(number.longValue()).isEqualTo(value);
        assertThat(number.isWhole()).isEqualTo(whole);
        assertThat(number.literal()).isEqualTo(literal);
    }

    @Test
    void aNumberIsReadAsADouble() {
        assertThat(new JsonValue.JsonNumber("2.5e-1").doubleValue()).isEqualTo(0.25);
    }
}
