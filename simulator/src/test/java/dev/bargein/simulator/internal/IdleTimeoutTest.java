package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user who says nothing is asked again: {@code idle_timeout_ms} (docs/protocol.md, section 3). */
class IdleTimeoutTest {
    private static final String TIMEOUT = "input_audio_buffer.timeout_triggered";

    private static VirtualService asking(SimulatorTransport transport) {
        VirtualService service = VirtualService.on(transport)
                .brain(Script.of(Answer.ofDurationMs(2_000)))
                .open();
        service.turnDetection("{\"type\":\"server_vad\",\"idle_timeout_ms\":6000}");
        return service;
    }

    /** Answers, and returns when the response is done. */
    private static void answer(VirtualService service) {
        service.create();
        while (!service.types().contains("response.done")) {
            service.run(1);
        }
    }

    @ParameterizedTest
    @EnumSource(SimulatorTransport.class)
    void itCountsFromTheEndOfTheResponsePlusTheDurationOfItsSound(SimulatorTransport transport) {
        VirtualService service = asking(transport);
        answer(service);
        service.run(7_998);
        assertThat(service.types()).doesNotContain(TIMEOUT);
        service.run(2);
        assertThat(service.types())
                .containsExactly(
                        TIMEOUT,
                        "input_audio_buffer.committed",
                        "conversation.item.added",
                        "conversation.item.done",
                        "response.created");
    }

    @Test
    void itNamesTheSilenceAfterTheAnswerAndCommitsIt() {
        VirtualService service = asking(SimulatorTransport.WEBRTC);
        service.hush(1_000);
        answer(service);
        for (int i = 0; i < 410; i++) {
            service.hush(20);
            service.run(20);
        }
        List<ServerEvent.InputAudioBufferTimeoutTriggered> told =
                service.takeOf(ServerEvent.InputAudioBufferTimeoutTriggered.class);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).audioStartMs()).isEqualTo(3_000);
        assertThat(told.get(0).audioEndMs()).isBetween(8_980L, 9_020L);
        assertThat(service.stored(1).id).isEqualTo(told.get(0).itemId());
        assertThat(service.item(1).audioMs())
                .isEqualTo(told.get(0).audioEndMs() - told.get(0).audioStartMs());
    }

    @Test
    void itAsksAgainAfterEveryAnswer() {
        VirtualService service = asking(SimulatorTransport.WEBSOCKET);
        answer(service);
        service.run(60_000);
        assertThat(service.takeOf(ServerEvent.InputAudioBufferTimeoutTriggered.class))
                .hasSizeBetween(5, 7);
    }

    @Test
    void aUserWhoSpeaksIsNotAsked() {
        VirtualService service = asking(SimulatorTransport.WEBSOCKET);
        answer(service);
        service.run(7_000);
        service.talk(640);
        service.run(60_000);
        assertThat(service.types()).doesNotContain(TIMEOUT);
    }

    @Test
    void beforeTheFirstAnswerNobodyIsAsked() {
        VirtualService service = asking(SimulatorTransport.WEBSOCKET);
        service.hush(1_000);
        service.run(60_000);
        assertThat(service.types()).isEmpty();
    }

    @Test
    void turnedOffItDoesNotFireAnyMore() {
        VirtualService service = asking(SimulatorTransport.WEBSOCKET);
        answer(service);
        service.turnDetection("{\"type\":\"server_vad\",\"idle_timeout_ms\":null}");
        service.run(60_000);
        assertThat(service.types()).doesNotContain(TIMEOUT);
    }
}
