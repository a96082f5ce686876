package dev.bargein.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { \"a\" : [ ] , \"b\" : { } } ",
                "{\"a\":[1,-0,0.5,-1.25e+3,1E9,12345678901234567890],\"b\":[true,false,null]}",
                "{\"text\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83c\\udf99 é 🎙\"}",
                "{\"a\":1,\"a\":2}",
                "{\"half\":\"\\ud83c\"}"
            })
    void readsWhatTheJvmsReaderReads(String text) {
        assertThat(JsonText.object(text)).isEqualTo(Json.parseObject(text, CodecLimits.DATA_CHANNEL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"",
                "{\"a\":[1 2]}"
            })
    void refusesWhatIsNotAnObject(String text) {
        assertThatThrownBy(() -> JsonText.object(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> JsonText.object("{\"a\":" + "[".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deeper than 64");
    }
}
