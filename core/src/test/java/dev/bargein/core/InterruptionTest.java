package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import org.junit.jupiter.api.Test;

/** What the model is made to remember, and what the application is told. */
class InterruptionTest {

    @Test
    void theItemThatPlaysIsTruncatedAndTheOnesBehindItAreDeleted() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.sound("r1", "i1", 400).soundDone("r1", "i1").sound("r1", "i2", 400).soundDone("r1", "i2");
        desk.sound("r1", "i3", 400)
                .soundDone("r1", "i3")
                .done("r1")
                .play(500)
                .forget()
                .stop();
        assertThat(desk.sent)
                .extracting(ClientEvent::type)
                .containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        assertThat(desk.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i3");
    }

    @Test
    void theLatencyOfTheDeviceWasNotHeard() {
        Desk desk = Desk.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withOutputLatency(MediaTime.ofMillis(80)));
        desk.say().created("r1").sound("r1", "i1", 1_000).play(300).forget().stop();
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(220);
    }

    @Test
    void whatNobodyHeardIsDeletedWhenItsResponseIsOver() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .forget()
                .stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        desk.done("r1", "cancelled");
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "conversation.item.delete");
    }

    @Test
    void whatNobodyHeardIsDeletedAfterThreeSecondsAtTheLatest() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .stop()
                .forget()
                .pass(2_999);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.delete");
    }

    @Test
    void anItemThatBeginsAfterTheStopIsDeletedToo() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .stop()
                .part("r1", "i1")
                .forget()
                .done("r1", "cancelled");
        assertThat(desk.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i1");
    }

    @Test
    void anItemWithoutANameIsLeftAlone() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "", 1_000)
                .play(200)
                .forget()
                .stop();
        desk.done("r1", "cancelled").pass(5_000);
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theApplicationIsToldWhatWasHeard() {
        Desk desk = Desk.webSocket().say().created("r1").words("r1", "i1", "one two three four");
        desk.sound("r1", "i1", 1_000).soundDone("r1", "i1").play(500).stop();
        Notice.Interrupted notice = (Notice.Interrupted) desk.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(notice.heard()).containsExactly(new Heard("i1", 0, MediaTime.ofMillis(500), "one two"));
        assertThat(desk.conversation.items())
                .containsExactly(new ConversationItem(
                        "i1", "assistant", "r1", "one two three four", true, MediaTime.ofMillis(500)));
    }

    @Test
    void textOfAnInterruptedAnswerIsNotToldAnyMore() {
        Desk desk = Desk.webSocket().say().created("r1").stop().forget().words("r1", "i1", "late");
        assertThat(desk.noticed(Notice.AssistantText.class::isInstance)).isFalse();
    }

    @Test
    void soundOfAFinishedAnswerThatComesAfterAStopStaysSilent() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 100)
                .done("r1")
                .play(300)
                .stop()
                .forget();
        desk.sound("r1", "i1", 100);
        assertThat(desk.did(Command.Play.class::isInstance)).isFalse();
        assertThat(desk.did(Command.Discard.class::isInstance)).isTrue();
    }

    @Test
    void theServersOwnTruncationIsLeftAloneWhenItIsCloseEnough() {
        Desk desk = sounding().stop();
        Heard heard = ((Notice.Interrupted) desk.notices.get(desk.notices.size() - 1))
                .heard()
                .get(0);
        desk.forget().truncated("i1", heard.heard().millis() + 20);
        assertThat(desk.sent).isEmpty();
        desk.pass(1_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void theServersOwnTruncationIsCorrectedWhenItIsTooLate() {
        Desk desk = sounding().stop();
        Heard heard = ((Notice.Interrupted) desk.notices.get(desk.notices.size() - 1))
                .heard()
                .get(0);
        desk.forget().truncated("i1", heard.heard().millis() + 21);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heard.heard().millis());
        desk.forget().truncated("i1", heard.heard().millis()).pass(1_000);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aServerThatDoesNotTruncateIsToldTwentyMillisecondsLess() {
        Desk desk = sounding().stop().play(150, 5_000);
        long heardMs = desk.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .mapToLong(n -> ((Notice.Interrupted) n).heard().get(0).heard().millis())
                .findFirst()
                .orElseThrow();
        desk.forget().pass(500);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heardMs - 20);
    }

    @Test
    void aServerThatDoesNotTruncateIsAskedForNothingInTheLastOfWhatArrived() {
        Desk desk = sounding().stop().forget().pass(500);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(290L, 320L);
    }

    @Test
    void whatNobodyHeardOfALiveStreamIsDeleted() {
        Desk desk = Desk.webRtc()
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .stop()
                .truncated("i1", 300);
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        desk.done("r1", "cancelled");
        assertThat(desk.sentTypes()).endsWith("conversation.item.delete");
    }

    @Test
    void aServerThatHasSentAllIsNotAskedToClear() {
        Desk desk = sounding().done("r1").stopped("r1").forget().stop();
        assertThat(desk.sentTypes()).isEmpty();
        assertThat(desk.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void soundThatNoResponseAccountsForIsSilencedAllTheSame() {
        Desk desk = Desk.webRtc().play(300, 5_000).forget().stop();
        assertThat(desk.did(Command.ShutGate.class::isInstance)).isTrue();
        assertThat(desk.sentTypes()).containsExactly("output_audio_buffer.clear");
        assertThat(desk.frame(5_000)[239]).isZero();
    }

    @Test
    void aServerThatClearsByItselfInterrupts() {
        Desk desk = sounding().forget().cleared("r1");
        assertThat(desk.noticed(Notice.Interrupted.class::isInstance)).isTrue();
        assertThat(desk.sent).isEmpty();
        assertThat(desk.did(Command.ShutGate.class::isInstance)).isTrue();
        desk.forget().cleared("r1");
        assertThat(desk.did(Command.ShutGate.class::isInstance)).isFalse();
    }

    @Test
    void speechInterruptsWhereTheServerListens() {
        Desk desk = Desk.webSocket();
        desk.event(new ServerEvent.SessionUpdated("", session("audio", JsonObject.EMPTY.with("type", "server_vad"))));
        desk.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
        desk.give(new Input.Played(desk.playout.report()));
        desk.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate");
        assertThat(desk.did(Command.Flush.class::isInstance)).isTrue();
    }

    @Test
    void speechDoesNotInterruptWhereTurnsAreManualOrItIsTurnedOff() {
        for (JsonObject session : new JsonObject[] {
            JsonObject.EMPTY,
            session(
                    "audio",
                    JsonObject.EMPTY.with("type", "server_vad").with("interrupt_response", JsonValue.of(false)))
        }) {
            Desk desk = Desk.webSocket();
            desk.event(new ServerEvent.SessionUpdated("", session));
            desk.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
            desk.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
            assertThat(desk.did(Command.Flush.class::isInstance)).isFalse();
        }
    }

    private static JsonObject session(String part, JsonObject detection) {
        return JsonObject.EMPTY.with(
                part, JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)));
    }

    /** 400 ms of an answer on the live stream. */
    private static Desk sounding() {
        return Desk.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .words("r1", "i1", "one two three")
                .play(100)
                .started("r1")
                .play(400, 5_000);
    }
}
