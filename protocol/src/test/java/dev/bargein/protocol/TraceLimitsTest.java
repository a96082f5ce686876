package dev.bargein.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message that is as large as a message may be makes an entry that can be read again (issue 7). */
class TraceLimitsTest {
    private static final int MAX_VALUES = CodecLimits.SERVER_INBOUND.maxValues();

    @Test
    void aMessageAtTheLimitsOfTheCodecLeavesItsTraceReadable() {
        String deep = "{\"type\":\"x\",\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
        String deepText = "{\"type\":\"x\",\"a\":" + "[".repeat(63) + "\"a b\"" + "]".repeat(63) + "}";
        StringBuilder values = new StringBuilder("{\"type\":\"x\",\"a\":[true");
        StringBuilder texts = new StringBuilder("{\"type\":\"x\",\"a\":[\"\"");
        for (int i = 4; i < MAX_VALUES; i++) {
            values.append(",1");
            texts.append(",\"\"");
        }
        StringBuilder names = new StringBuilder("{\"type\":\"x\"");
        for (int i = 1; i < CodecLimits.SERVER_INBOUND.maxNames(); i++) {
            names.append(",\"n").append(i).append("\":\"\"");
        }
        String escapes = "{\"type\":\"" + "\\b".repeat((CodecLimits.SERVER_INBOUND.maxMessageBytes() - 20) / 2) + "\"}";
        for (String text : List.of(deep, deepText, values + "]}", texts + "]}", names + "}", escapes)) {
            JsonObject event = Json.parseObject(text, CodecLimits.SERVER_INBOUND);
            for (TraceHeader header :
                    List.of(TraceHeader.at(0), TraceHeader.at(0).withText().withAudio())) {
                StringBuilder out = new StringBuilder();
                TraceWriter writer = new TraceWriter(out, header);
                writer.write(Long.MAX_VALUE, TraceDirection.MEDIA, event);
                writer.write(2, TraceDirection.IN, JsonObject.EMPTY.with("type", "session.created"));

                TraceReader reader = new TraceReader(new StringReader(out.toString()));

                assertThat(reader.next()).isNotNull();
                assertThat(reader.next()).isNotNull();
                assertThat(reader.next()).isNull();
                assertThat(reader.torn()).isFalse();
            }
        }
    }

    @Test
    void aLastLineBeyondALimitIsRefusedAndNotTakenForOneThatBreaksOff() {
        StringBuilder out = new StringBuilder();
        new TraceWriter(out, TraceHeader.at(0));
        String tooDeep = "{\"t\":1,\"dir\":\"in\",\"event\":{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}}";

        TraceReader reader = new TraceReader(new StringReader(out + tooDeep));

        assertThatThrownBy(reader::next).isInstanceOf(TraceException.class).hasMessageContaining("nests deeper");
        TraceReader broken = new TraceReader(new StringReader(out + "{\"t\":1,\"dir\":\"in\",\"ev"));
        assertThat(broken.next()).isNull();
        assertThat(broken.torn()).isTrue();
    }
}
