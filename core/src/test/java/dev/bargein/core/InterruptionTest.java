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
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.sound("r1", "i1", 400).soundDone("r1", "i1").sound("r1", "i2", 400).soundDone("r1", "i2");
        core.sound("r1", "i3", 400)
                .soundDone("r1", "i3")
                .done("r1")
                .play(500)
                .forget()
                .stop();
        assertThat(core.sent)
                .extracting(ClientEvent::type)
                .containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        assertThat(core.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i3");
    }

    @Test
    void theLatencyOfTheDeviceWasNotHeard() {
        CoreFixture core = CoreFixture.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withOutputLatency(MediaTime.ofMillis(80)));
        core.say().created("r1").sound("r1", "i1", 1_000).play(300).forget().stop();
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(220);
    }

    @Test
    void whatNobodyHeardIsDeletedWhenItsResponseIsOver() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .forget()
                .stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        core.done("r1", "cancelled");
        assertThat(core.sentTypes()).containsExactly("response.cancel", "conversation.item.delete");
    }

    @Test
    void whatNobodyHeardIsDeletedAfterThreeSecondsAtTheLatest() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .stop()
                .forget()
                .pass(2_999);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("conversation.item.delete");
    }

    @Test
    void anItemThatBeginsAfterTheStopIsDeletedToo() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .part("r1", "i1")
                .forget()
                .done("r1", "cancelled");
        assertThat(core.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i1");
    }

    @Test
    void anItemWithoutANameIsLeftAlone() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "", 1_000)
                .play(200)
                .forget()
                .stop();
        core.done("r1", "cancelled").pass(5_000);
        assertThat(core.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theApplicationIsToldWhatWasHeard() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").words("r1", "i1", "one two three four");
        core.sound("r1", "i1", 1_000).soundDone("r1", "i1").play(500).stop();
        Notice.Interrupted notice = (Notice.Interrupted) core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(notice.heard()).containsExactly(new Heard("i1", 0, MediaTime.ofMillis(500), "one two"));
        assertThat(core.conversation.items())
                .containsExactly(new ConversationItem(
                        "i1", "assistant", "r1", "one two three four", true, MediaTime.ofMillis(500), ""));
    }

    @Test
    void textOfAnInterruptedAnswerIsNotToldAnyMore() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1").stop().forget().words("r1", "i1", "late");
        assertThat(core.noticed(Notice.AssistantText.class::isInstance)).isFalse();
    }

    @Test
    void soundOfAFinishedAnswerThatComesAfterAStopStaysSilent() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 100)
                .done("r1")
                .play(300)
                .stop()
                .forget();
        core.sound("r1", "i1", 100);
        assertThat(core.did(Command.Play.class::isInstance)).isFalse();
        assertThat(core.did(Command.Discard.class::isInstance)).isTrue();
    }

    @Test
    void theServersOwnTruncationIsLeftAloneWhenItIsCloseEnough() {
        CoreFixture core = sounding().stop();
        Heard heard = ((Notice.Interrupted) core.notices.get(core.notices.size() - 1))
                .heard()
                .get(0);
        core.forget().truncated("i1", heard.heard().millis() + 20);
        assertThat(core.sent).isEmpty();
        core.pass(1_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void theServersOwnTruncationIsCorrectedWhenItIsTooLate() {
        CoreFixture core = sounding().stop();
        Heard heard = ((Notice.Interrupted) core.notices.get(core.notices.size() - 1))
                .heard()
                .get(0);
        core.forget().truncated("i1", heard.heard().millis() + 21);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heard.heard().millis());
        core.forget().truncated("i1", heard.heard().millis()).pass(1_000);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aServerThatDoesNotTruncateIsToldTwentyMillisecondsLess() {
        CoreFixture core = sounding().stop().play(150, 5_000);
        long heardMs = core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .mapToLong(n -> ((Notice.Interrupted) n).heard().get(0).heard().millis())
                .findFirst()
                .orElseThrow();
        core.forget().pass(500);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heardMs - 20);
    }

    @Test
    void aServerThatDoesNotTruncateIsAskedForNothingInTheLastOfWhatArrived() {
        CoreFixture core = sounding().stop().forget().pass(500);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(290L, 320L);
    }

    @Test
    void whatNobodyHeardOfALiveStreamIsDeleted() {
        CoreFixture core = CoreFixture.webRtc()
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .stop()
                .truncated("i1", 300);
        assertThat(core.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        core.done("r1", "cancelled");
        assertThat(core.sentTypes()).endsWith("conversation.item.delete");
    }

    @Test
    void aServerThatHasSentAllIsNotAskedToClear() {
        CoreFixture core = sounding().done("r1").stopped("r1").forget().stop();
        assertThat(core.sentTypes()).isEmpty();
        assertThat(core.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void soundThatNoResponseAccountsForIsSilencedAllTheSame() {
        CoreFixture core = CoreFixture.webRtc().play(300, 5_000).forget().stop();
        assertThat(core.did(Command.ShutGate.class::isInstance)).isTrue();
        assertThat(core.sentTypes()).containsExactly("output_audio_buffer.clear");
        assertThat(core.frame(5_000)[239]).isZero();
    }

    @Test
    void aServerThatClearsByItselfInterrupts() {
        CoreFixture core = sounding().forget().cleared("r1");
        assertThat(core.noticed(Notice.Interrupted.class::isInstance)).isTrue();
        assertThat(core.sent).isEmpty();
        assertThat(core.did(Command.ShutGate.class::isInstance)).isTrue();
        core.forget().cleared("r1");
        assertThat(core.did(Command.ShutGate.class::isInstance)).isFalse();
    }

    @Test
    void speechInterruptsWhereTheServerListens() {
        CoreFixture core = CoreFixture.webSocket();
        core.event(new ServerEvent.SessionUpdated("", session("audio", JsonObject.EMPTY.with("type", "server_vad"))));
        core.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
        core.give(new Input.Played(core.playout.report()));
        core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
        assertThat(core.did(Command.Flush.class::isInstance)).isTrue();
    }

    @Test
    void speechDoesNotInterruptWhereTurnsAreManualOrItIsTurnedOff() {
        for (JsonObject session : new JsonObject[] {
            JsonObject.EMPTY,
            session(
                    "audio",
                    JsonObject.EMPTY.with("type", "server_vad").with("interrupt_response", JsonValue.of(false)))
        }) {
            CoreFixture core = CoreFixture.webSocket();
            core.event(new ServerEvent.SessionUpdated("", session));
            core.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
            core.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
            assertThat(core.did(Command.Flush.class::isInstance)).isFalse();
        }
    }

    private static JsonObject session(String part, JsonObject detection) {
        return JsonObject.EMPTY.with(
                part, JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)));
    }

    /** 400 ms of an answer on the live stream. */
    private static CoreFixture sounding() {
        return CoreFixture.webRtc()
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
