package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientViolationTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    @ParameterizedTest(name = "{1} breaks {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            WEBSOCKET | {"type":"response.cancel"}                                   | CANCEL_WHAT_IS_ACTIVE
            WEBSOCKET | {"type":"input_audio_buffer.commit"}                         | COMMIT_AT_LEAST_100_MS
            WEBSOCKET | {"type":"output_audio_buffer.clear"}                         | EVENT_OF_THE_TRANSPORT
            WEBRTC    | {"type":"input_audio_buffer.append","audio":"AAAA"}          | EVENT_OF_THE_TRANSPORT
            WEBSOCKET | {"type":"session.update","session":{}}                       | SESSION_TYPE
            WEBSOCKET | {"type":"session.update","session":{"type":"realtime","x":1}} | KNOWN_FIELDS
            WEBSOCKET | {"type":"conversation.item.delete","item_id":"nobody"}       | ITEM_OF_THE_CONVERSATION
            WEBSOCKET | {"type":"conversation.item.delete"}                          | REQUIRED_FIELDS
            WEBSOCKET | {"type":"nope"}                                              | KNOWN_EVENT
            WEBSOCKET | {broken                                                      | ONE_JSON_OBJECT_A_MESSAGE
            """)
    void eachRefusalNamesItsRule(SimulatorTransport transport, String json, ProtocolRule rule) {
        VirtualService service = transport == SimulatorTransport.WEBRTC
                ? VirtualService.webRtc(TEN_SECONDS)
                : VirtualService.webSocket(TEN_SECONDS);

        service.sendJson(json);

        assertThat(service.session.ledger().violations())
                .extracting(ClientViolation::rule)
                .containsExactly(rule);
    }

    @Test
    void aSecondResponseAndATruncateBeyondTheAudioNameTheirRules() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        service.create();
        service.truncate(service.stored(0).id, 60_000);

        assertThat(service.session.ledger().violations())
                .extracting(ClientViolation::rule)
                .containsExactly(ProtocolRule.ONE_RESPONSE_AT_A_TIME, ProtocolRule.TRUNCATE_WITHIN_THE_AUDIO);
    }

    @Test
    void aTruncateBeforeTheFirstAudioNamesItsRule() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.sendJson("""
                {"type":"conversation.item.create","item":{"id":"mine","type":"message","role":"user",
                 "content":[{"type":"input_text","text":"Hello"}]}}""");
        service.truncate("mine", 0);

        assertThat(service.session.ledger().violations())
                .extracting(ClientViolation::rule)
                .containsExactly(ProtocolRule.TRUNCATE_AUDIO_OF_THE_ASSISTANT);
    }

    @Test
    void theMessageIsQuotedWithItsLongStringsShortened() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        String audio = "A".repeat(40_000);
        service.sendJson("{\"type\":\"input_audio_buffer.append\",\"event_id\":\"mine\",\"audio\":\"" + audio + "\"}");

        ClientViolation violation = service.session.ledger().violations().get(0);
        assertThat(violation.excerpt())
                .startsWith("{\"type\":\"input_audio_buffer.append\",\"event_id\":\"mine\",\"audio\":\"AAAA")
                .contains("(40000 characters)")
                .hasSizeLessThan(300);
        assertThat(violation.atNanos()).isEqualTo(service.nowNanos());
        assertThat(violation.summary()).startsWith("input_audio_buffer.append -> invalid_event_for_transport: ");
    }

    @Test
    void everyRuleSaysWhatToDo() {
        assertThat(ProtocolRule.values()).allSatisfy(rule -> {
            assertThat(rule.sentence()).endsWith(".");
            assertThat(rule.remedy()).endsWith(".").isNotEqualTo(rule.sentence());
        });
    }
}
