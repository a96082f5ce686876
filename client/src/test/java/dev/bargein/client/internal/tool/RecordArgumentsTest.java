package dev.bargein.client.internal.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.client.Tool;
import dev.bargein.client.ToolParameter;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordArgumentsTest {
    enum Unit {
        CELSIUS,
        FAHRENHEIT
    }

    record Place(String city, double height) {}

    record Question(
            @ToolParameter("where") Place place,
            Unit unit,
            List<Integer> days,
            @ToolParameter(required = false) long limit,
            @ToolParameter(required = false) Boolean brief,

            @ToolParameter(value = "anything", required = false)
            JsonValue more) {
        Question {
            if (days.size() > 3) {
                throw new IllegalArgumentException("at most three days");
            }
        }
    }

    record Endless(Endless inside) {}

    record Odd(java.time.Instant when) {}

    @Test
    void theSchemaFollowsFromTheComponents() {
        assertThat(Json.write(RecordArguments.schema(Question.class)))
                .isEqualTo("{\"type\":\"object\",\"properties\":{"
                        + "\"place\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                        + "\"height\":{\"type\":\"number\"}},\"required\":[\"city\",\"height\"],"
                        + "\"additionalProperties\":false,\"description\":\"where\"},"
                        + "\"unit\":{\"type\":\"string\",\"enum\":[\"CELSIUS\",\"FAHRENHEIT\"]},"
                        + "\"days\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}},"
                        + "\"limit\":{\"type\":\"integer\"},\"brief\":{\"type\":\"boolean\"},"
                        + "\"more\":{\"description\":\"anything\"}},"
                        + "\"required\":[\"place\",\"unit\",\"days\"],\"additionalProperties\":false}");
    }

    @Test
    void argumentsThatFitAreReadIntoTheRecord() throws Exception {
        String json = "{\"place\":{\"city\":\"Ulm\",\"height\":478},\"unit\":\"CELSIUS\",\"days\":[1,2.0],"
                + "\"limit\":9007199254740993,\"more\":[null],\"unknown\":1}";
        assertThat(call(json))
                .startsWith("Question[place=Place[city=Ulm, height=478.0], unit=CELSIUS, days=[1, 2], "
                        + "limit=9007199254740993, brief=null, more=JsonArray");
        assertThat(call("{\"place\":{\"city\":\"\",\"height\":-1e3},\"unit\":\"CELSIUS\",\"days\":[]}"))
                .contains("height=-1000.0", "limit=0", "brief=null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|'place' is missing",
                "{'place':{'city':'U','height':1},'unit':'KELVIN','days':[]}|'unit' must be one of",
                "{'place':{'city':7,'height':1},'unit':'CELSIUS','days':[]}|'place.city' must be of type",
                "{'place':'Ulm','unit':'CELSIUS','days':[]}|'place' must be of type",
                "{'place':{'city':'U','height':1},'unit':'CELSIUS','days':[1,2.5]}|'days[1]' must be of type",
                "{'place':{'city':'U','height':1},'unit':'CELSIUS','days':[99999999999]}|'days[0]' must not be",
                "{'place':{'city':'U','height':1},'unit':'CELSIUS','days':{}}|'days' must be of type",
                "{'place':{'city':'U','height':1},'unit':'CELSIUS','days':[1,2,3,4]}|at most three days",
                "{'place':{'city':null,'height':1},'unit':'CELSIUS','days':[]}|'place.city' must be of type",
            })
    void argumentsThatDoNotFitAreRefusedWithWhatIsWrong(String json, String problem) {
        assertThatThrownBy(() -> call(json.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void whatNoArgumentCanBeReadIntoIsNoRecordOfArguments() {
        assertThatThrownBy(() -> RecordArguments.schema(Odd.class)).hasMessageContaining("'when'");
        assertThatThrownBy(() -> RecordArguments.schema(Endless.class)).hasMessageContaining("contains itself");
        assertThatThrownBy(() -> RecordArguments.schema(String.class)).hasMessageContaining("record");
        assertThatThrownBy(() -> Tool.of("no blanks", "", JsonObject.EMPTY, a -> ""))
                .hasMessageContaining("no blanks");
    }

    private static String call(String json) throws Exception {
        return Tool.of("ask", "", Question.class, Question::toString)
                .call(Json.parseObject(json, CodecLimits.CLIENT_INBOUND));
    }
}
