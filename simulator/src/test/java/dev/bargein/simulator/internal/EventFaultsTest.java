package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that are lost, doubled or out of order between the session and the wire. */
class EventFaultsTest {
    private static final Script TWO_SECONDS = Script.of(Answer.ofDurationMs(2_000));
    private static final String DELTA = "response.output_audio.delta";

    private static List<ServerEvent> answer(Faults faults) {
        return answer(VirtualService.webSocket(TWO_SECONDS), faults);
    }

    private static List<ServerEvent> answer(VirtualService service, Faults faults) {
        service.faults(faults);
        service.take();
        service.answering(5_000);
        return service.take();
    }

    private static long count(List<ServerEvent> events, String type) {
        return events.stream().filter(event -> event.type().equals(type)).count();
    }

    private static List<String> eventIds(List<ServerEvent> events, String type) {
        return events.stream()
                .filter(event -> event.type().equals(type))
                .map(ServerEvent::eventId)
                .toList();
    }

    @Test
    void aDroppedTypeNeverComesAndAllElseComesAsEver() {
        List<ServerEvent> whole = answer(Faults.NONE);
        List<ServerEvent> lossy = answer(Faults.builder().drop("response.done").build());
        assertThat(count(whole, "response.done")).isEqualTo(1);
        whole.removeIf(event -> event.type().equals("response.done"));
        assertThat(lossy).isEqualTo(whole);
    }

    @Test
    void aResponseMayComeWithoutCreatedAndLeaveTheBufferWithoutStopped() {
        VirtualService service = VirtualService.webRtc(TWO_SECONDS);
        List<ServerEvent> events = answer(
                service,
                Faults.builder().responseWithoutCreated().withholdStopped().build());
        assertThat(count(events, "response.created")).isZero();
        assertThat(count(events, "output_audio_buffer.started")).isEqualTo(1);
        assertThat(count(events, "output_audio_buffer.stopped")).isZero();
        assertThat(service.item(0).sentMs()).isEqualTo(2_000);
    }

    @Test
    void aStarMeansAllThatBeginSo() {
        assertThat(answer(Faults.builder().drop("response.*").build()).stream().map(ServerEvent::type))
                .containsExactly("conversation.item.added", "conversation.item.done", "rate_limits.updated");
    }

    @Test
    void theNamesOfTheBetaDialectMeanTheSameEvents() {
        List<ServerEvent> events =
                answer(Faults.builder().drop("response.audio.delta").build());
        assertThat(count(events, DELTA)).isZero();
    }

    @Test
    void aDoubledEventComesTwiceInARowWithTheSameId() {
        List<ServerEvent> events =
                answer(Faults.builder().duplicate("response.output_audio.done").build());
        List<String> ids = eventIds(events, "response.output_audio.done");
        assertThat(ids).hasSize(2);
        assertThat(new HashSet<>(ids)).hasSize(1);
    }

    @Test
    void reorderedDeltasAllComeAndTradePlacesWithinTheWindowOnly() {
        List<String> sent = eventIds(answer(Faults.NONE), DELTA);
        List<String> came =
                eventIds(answer(Faults.builder().reorder(DELTA).reorderWindow(4).build()), DELTA);
        assertThat(came).containsExactlyInAnyOrderElementsOf(sent).isNotEqualTo(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(came.indexOf(sent.get(i)) / 4).isEqualTo(i / 4);
        }
        List<String> swapped = eventIds(answer(Faults.builder().reorder(DELTA).build()), DELTA);
        List<String> pairs = new ArrayList<>(sent);
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            pairs.set(i, sent.get(i + 1));
            pairs.set(i + 1, sent.get(i));
        }
        assertThat(swapped).isEqualTo(pairs);
    }

    @Test
    void whatWaitsForItsPlaceGoesOutBeforeTheResponseEndsOrAfterASecond() {
        List<ServerEvent> events = answer(Faults.builder()
                .reorder("response.output_item.done")
                .reorderWindow(64)
                .build());
        assertThat(events.stream().map(ServerEvent::type).toList())
                .containsSubsequence("response.output_item.done", "response.done");

        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        service.faults(
                Faults.builder().reorder("session.updated").reorderWindow(64).build());
        service.take();
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\"}}");
        service.run(990);
        assertThat(service.take()).isEmpty();
        service.run(20);
        assertThat(service.types()).containsExactly("session.updated");
    }

    @Test
    void chanceIsFixedByTheSeed() {
        Faults half = Faults.builder().drop(DELTA).chance(0.5).build();
        List<ServerEvent> once = answer(half);
        assertThat(answer(half)).isEqualTo(once);
        assertThat(count(once, DELTA)).isPositive().isLessThan(count(answer(Faults.NONE), DELTA));
    }

    @Test
    void faultsCanBeTakenBackWhileTheSessionRuns() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        assertThat(count(answer(service, Faults.builder().drop("response.*").build()), "response.done"))
                .isZero();
        assertThat(count(answer(service, Faults.NONE), "response.done")).isEqualTo(1);
    }

    @Test
    void aTypeThatNoServerSendsIsRefusedAtOnce() {
        assertThatThrownBy(() -> Faults.builder().drop("response.finished").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("response.finished");
        assertThatThrownBy(() -> Faults.Trigger.afterEvent("nothing.*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.builder().chance(0).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.builder().lateMs(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lateMs");
    }

    @Test
    void joinedFaultsAreBothInForce() {
        Faults both = Faults.builder()
                .drop("response.done")
                .lateMs(5)
                .build()
                .and(Faults.builder().drop("response.created").silentMedia().build());
        assertThat(both.events().drop()).containsExactlyInAnyOrder("response.done", "response.created");
        assertThat(both.lateMs()).isEqualTo(5);
        assertThat(both.silentMedia()).isTrue();
    }
}
