package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Interruption;
import dev.bargein.simulator.script.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the service measures: when orders to stop came, and what it did after them in vain. */
class LedgerTest {
    private static final Script TEN_SECONDS = Script.of(Answer.ofDurationMs(10_000));

    private static SimulatorResponse response(VirtualService service, int index) {
        return service.session.generations().get(index).view();
    }

    private static List<Interruption> interruptions(VirtualService service) {
        return service.session.ledger().interruptions();
    }

    @Test
    void anObedientWebSocketServiceWastesNothing() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS).answering(1_000);
        service.cancel();
        service.run(5_000);
        SimulatorResponse response = response(service, 0);
        assertThat(response.wasteMs()).isZero();
        assertThat(response.status()).isEqualTo("cancelled");
        assertThat(response.reason()).isEqualTo("client_cancelled");
        assertThat(response.sentMs()).isEqualTo(response.generatedMs()).isEqualTo(3_000);
    }

    @Test
    void aLateServiceWastesWhatItGeneratesAfterTheCancel() {
        VirtualService service = VirtualService.webSocket(
                        Script.of(Answer.ofDurationMs(10_000).withLateMs(500)))
                .answering(1_000);
        service.cancel();
        service.run(5_000);
        assertThat(response(service, 0).wasteMs()).isBetween(1_500L, 2_000L);
    }

    @Test
    void onWebRtcACancelAloneWastesEverythingThatIsStillSent() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(1_000);
        service.cancel();
        long sent = service.item(0).sentMs();
        service.run(10_000);
        SimulatorResponse response = response(service, 0);
        assertThat(response.wasteMs()).isEqualTo(response.generatedMs() - sent).isGreaterThan(2_000);
    }

    @Test
    void onWebRtcAClearWastesNothing() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(1_000);
        service.cancel();
        service.clear();
        service.run(10_000);
        assertThat(response(service, 0).wasteMs()).isZero();
    }

    @Test
    void theFirstOrderCounts() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(1_000);
        service.cancel();
        service.run(400);
        service.clear();
        service.run(10_000);
        assertThat(response(service, 0).wasteMs()).isEqualTo(400);
    }

    @Test
    void anAnswerThatNobodyStoppedWastesNothing() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS).answering(12_000);
        assertThat(response(service, 0).wasteMs()).isZero();
        assertThat(interruptions(service)).isEmpty();
    }

    @Test
    void everyOrderIsNotedWithItsTimeAndItsTarget() {
        VirtualService service = VirtualService.webRtc(TEN_SECONDS);
        service.create();
        String responseId =
                service.last(ServerEvent.ResponseCreated.class).response().id();
        service.run(1_000);
        String itemId = service.stored(0).id;
        long cancelled = service.nowNanos();
        service.cancel();
        service.run(10);
        long cleared = service.nowNanos();
        service.clear();
        service.truncate(itemId, 100);
        service.speechStarted();
        assertThat(interruptions(service))
                .containsExactly(
                        new Interruption(Interruption.Kind.CANCEL, cancelled, responseId, "", -1),
                        new Interruption(Interruption.Kind.CLEAR, cleared, responseId, "", -1),
                        new Interruption(Interruption.Kind.TRUNCATE, cleared, responseId, itemId, 100),
                        new Interruption(Interruption.Kind.SPEECH, cleared, "", "", -1));
    }

    @Test
    void ordersThatComeToNothingAreNotedToo() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.cancel();
        service.truncate("nobody", 5);
        assertThat(interruptions(service)).extracting(Interruption::responseId).containsExactly("", "");
    }

    @Test
    void violationsNameEventCodeAndMessage() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        service.cancel();
        service.sendJson("{\"type\":\"nope\"}");
        service.sendJson("{broken");
        assertThat(service.session.ledger().violations())
                .extracting(ClientViolation::summary)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("response.cancel -> response_cancel_not_active: Cancellation failed: no"
                                        + " active response found"),
                        second -> assertThat(second).startsWith("nope -> invalid_value: "),
                        third -> assertThat(third).startsWith("message -> invalid_json: "));
    }

    @Test
    void theBooksAreBounded() {
        VirtualService service = VirtualService.webSocket(TEN_SECONDS);
        for (int i = 0; i < 1_200; i++) {
            service.cancel();
        }
        assertThat(interruptions(service)).hasSize(1_000);
        assertThat(service.session.ledger().violations()).hasSize(200);
    }
}
