package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.rules.EventRules;
import org.junit.jupiter.api.Test;

/** simple-openai sends every field of a content part, null where it has no value. */
class BetaContentTest {
    private static final JsonObject EVENT = Json.parseObject("""
            {"type":"conversation.item.create","item":{"type":"message","role":"user","content":[
             {"type":"input_text","text":"Hello","id":null,"audio":null,"transcript":null}]}}""", CodecLimits.SERVER_INBOUND);

    @Test
    void theBetaDialectTakesFieldsWithoutAValue() {
        assertThatCode(() -> EventRules.check("conversation.item.create", EVENT, Dialect.BETA))
                .doesNotThrowAnyException();
    }

    @Test
    void gaKnowsThemOnlyWhereTheyBelong() {
        assertThatThrownBy(() -> EventRules.check("conversation.item.create", EVENT, Dialect.GA))
                .isInstanceOf(EventRefusal.class)
                .hasMessageContaining("Unknown parameter: 'item.content[0].");
    }
}
