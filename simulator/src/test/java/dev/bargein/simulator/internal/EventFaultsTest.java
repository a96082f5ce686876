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
        service.create();
        service.run(5_000);
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
    void a_dropped_type_never_comes_and_all_else_comes_as_ever() {
        List<ServerEvent> whole = answer(Faults.NONE);
        List<ServerEvent> lossy = answer(Faults.builder().drop("response.done").build());
        assertThat(count(whole, "response.done")).isEqualTo(1);
        whole.removeIf(event -> event.type().equals("response.done"));
        assertThat(lossy).isEqualTo(whole);
    }

    @Test
    void a_response_may_come_without_created_and_leave_the_buffer_without_stopped() {
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
    void a_star_means_all_that_begin_so() {
        assertThat(answer(Faults.builder().drop("response.*").build()).stream().map(ServerEvent::type))
                .containsExactly("conversation.item.added", "conversation.item.done", "rate_limits.updated");
    }

    @Test
    void the_names_of_the_beta_dialect_mean_the_same_events() {
        List<ServerEvent> events =
                answer(Faults.builder().drop("response.audio.delta").build());
        assertThat(count(events, DELTA)).isZero();
    }

    @Test
    void a_doubled_event_comes_twice_in_a_row_with_the_same_id() {
        List<ServerEvent> events =
                answer(Faults.builder().duplicate("response.output_audio.done").build());
        List<String> ids = eventIds(events, "response.output_audio.done");
        assertThat(ids).hasSize(2);
        assertThat(new HashSet<>(ids)).hasSize(1);
    }

    @Test
    void reordered_deltas_all_come_and_trade_places_within_the_window_only() {
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
    void what_waits_for_its_place_goes_out_before_the_response_ends_or_after_a_second() {
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
    void chance_is_fixed_by_the_seed() {
        Faults half = Faults.builder().drop(DELTA).chance(0.5).build();
        List<ServerEvent> once = answer(half);
        assertThat(answer(half)).isEqualTo(once);
        assertThat(count(once, DELTA)).isPositive().isLessThan(count(answer(Faults.NONE), DELTA));
    }

    @Test
    void faults_can_be_taken_back_while_the_session_runs() {
        VirtualService service = VirtualService.webSocket(TWO_SECONDS);
        assertThat(count(answer(service, Faults.builder().drop("response.*").build()), "response.done"))
                .isZero();
        assertThat(count(answer(service, Faults.NONE), "response.done")).isEqualTo(1);
    }

    @Test
    void a_type_that_no_server_sends_is_refused_at_once() {
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
    void joined_faults_are_both_in_force() {
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
