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
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.sound("r1", "i1", 400)
                .soundDone("r1", "i1")
                .sound("r1", "i2", 400)
                .soundDone("r1", "i2");
        fixture.sound("r1", "i3", 400)
                .soundDone("r1", "i3")
                .done("r1")
                .play(500)
                .forget()
                .stop();
        assertThat(fixture.sent)
                .extracting(ClientEvent::type)
                .containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).itemId())
                .isEqualTo("i2");
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(100);
        assertThat(fixture.sent(ClientEvent.ConversationItemDelete.class).itemId())
                .isEqualTo("i3");
    }

    @Test
    void theLatencyOfTheDeviceWasNotHeard() {
        ConversationFixture fixture = ConversationFixture.connected(
                ConversationConfig.of(TransportTraits.WEBSOCKET).withOutputLatency(MediaTime.ofMillis(80)));
        fixture.say().created("r1").sound("r1", "i1", 1_000).play(300).forget().stop();
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(220);
    }

    @Test
    void whatNobodyHeardIsDeletedWhenItsResponseIsOver() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .forget()
                .stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        fixture.done("r1", "cancelled");
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "conversation.item.delete");
    }

    @Test
    void whatNobodyHeardIsDeletedAfterThreeSecondsAtTheLatest() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 1_000)
                .stop()
                .forget()
                .pass(2_999);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.delete");
    }

    @Test
    void anItemThatBeginsAfterTheStopIsDeletedToo() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .part("r1", "i1")
                .forget()
                .done("r1", "cancelled");
        assertThat(fixture.sent(ClientEvent.ConversationItemDelete.class).itemId())
                .isEqualTo("i1");
    }

    @Test
    void anItemWithoutANameIsLeftAlone() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "", 1_000)
                .play(200)
                .forget()
                .stop();
        fixture.done("r1", "cancelled").pass(5_000);
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theApplicationIsToldWhatWasHeard() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").words("r1", "i1", "one two three four");
        fixture.sound("r1", "i1", 1_000).soundDone("r1", "i1").play(500).stop();
        Notice.Interrupted notice = (Notice.Interrupted) fixture.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(notice.heard()).containsExactly(new Heard("i1", 0, MediaTime.ofMillis(500), "one two"));
        assertThat(fixture.conversation.items())
                .containsExactly(new ConversationItem(
                        "i1", "assistant", "r1", "one two three four", true, MediaTime.ofMillis(500)));
    }

    @Test
    void textOfAnInterruptedAnswerIsNotToldAnyMore() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .forget()
                .words("r1", "i1", "late");
        assertThat(fixture.noticed(Notice.AssistantText.class::isInstance)).isFalse();
    }

    @Test
    void soundOfAFinishedAnswerThatComesAfterAStopStaysSilent() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .sound("r1", "i1", 100)
                .done("r1")
                .play(300)
                .stop()
                .forget();
        fixture.sound("r1", "i1", 100);
        assertThat(fixture.did(Command.Play.class::isInstance)).isFalse();
        assertThat(fixture.did(Command.Discard.class::isInstance)).isTrue();
    }

    @Test
    void theServersOwnTruncationIsLeftAloneWhenItIsCloseEnough() {
        ConversationFixture fixture = sounding().stop();
        Heard heard = ((Notice.Interrupted) fixture.notices.get(fixture.notices.size() - 1))
                .heard()
                .get(0);
        fixture.forget().truncated("i1", heard.heard().millis() + 20);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void theServersOwnTruncationIsCorrectedWhenItIsTooLate() {
        ConversationFixture fixture = sounding().stop();
        Heard heard = ((Notice.Interrupted) fixture.notices.get(fixture.notices.size() - 1))
                .heard()
                .get(0);
        fixture.forget().truncated("i1", heard.heard().millis() + 21);
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heard.heard().millis());
        fixture.forget().truncated("i1", heard.heard().millis()).pass(1_000);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aServerThatDoesNotTruncateIsToldTwentyMillisecondsLess() {
        ConversationFixture fixture = sounding().stop().play(150, 5_000);
        long heardMs = fixture.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .mapToLong(n -> ((Notice.Interrupted) n).heard().get(0).heard().millis())
                .findFirst()
                .orElseThrow();
        fixture.forget().pass(500);
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(heardMs - 20);
    }

    @Test
    void aServerThatDoesNotTruncateIsAskedForNothingInTheLastOfWhatArrived() {
        ConversationFixture fixture = sounding().stop().forget().pass(500);
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(290L, 320L);
    }

    @Test
    void whatNobodyHeardOfALiveStreamIsDeleted() {
        ConversationFixture fixture = ConversationFixture.webRtc()
                .say()
                .created("r1")
                .part("r1", "i1")
                .forget()
                .stop()
                .truncated("i1", 300);
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        fixture.done("r1", "cancelled");
        assertThat(fixture.sentTypes()).endsWith("conversation.item.delete");
    }

    @Test
    void aServerThatHasSentAllIsNotAskedToClear() {
        ConversationFixture fixture =
                sounding().done("r1").stopped("r1").forget().stop();
        assertThat(fixture.sentTypes()).isEmpty();
        assertThat(fixture.did(Command.ShutGate.class::isInstance)).isTrue();
    }

    @Test
    void soundThatNoResponseAccountsForIsSilencedAllTheSame() {
        ConversationFixture fixture =
                ConversationFixture.webRtc().play(300, 5_000).forget().stop();
        assertThat(fixture.did(Command.ShutGate.class::isInstance)).isTrue();
        assertThat(fixture.sentTypes()).containsExactly("output_audio_buffer.clear");
        assertThat(fixture.frame(5_000)[239]).isZero();
    }

    @Test
    void aServerThatClearsByItselfInterrupts() {
        ConversationFixture fixture = sounding().forget().cleared("r1");
        assertThat(fixture.noticed(Notice.Interrupted.class::isInstance)).isTrue();
        assertThat(fixture.sent).isEmpty();
        assertThat(fixture.did(Command.ShutGate.class::isInstance)).isTrue();
        fixture.forget().cleared("r1");
        assertThat(fixture.did(Command.ShutGate.class::isInstance)).isFalse();
    }

    @Test
    void speechInterruptsWhereTheServerListens() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.event(
                new ServerEvent.SessionUpdated("", session("audio", JsonObject.EMPTY.with("type", "server_vad"))));
        fixture.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
        fixture.give(new Input.Played(fixture.playout.report()));
        fixture.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.truncate");
        assertThat(fixture.did(Command.Flush.class::isInstance)).isTrue();
    }

    @Test
    void speechDoesNotInterruptWhereTurnsAreManualOrItIsTurnedOff() {
        for (JsonObject session : new JsonObject[] {
            JsonObject.EMPTY,
            session(
                    "audio",
                    JsonObject.EMPTY.with("type", "server_vad").with("interrupt_response", JsonValue.of(false)))
        }) {
            ConversationFixture fixture = ConversationFixture.webSocket();
            fixture.event(new ServerEvent.SessionUpdated("", session));
            fixture.say().created("r1").sound("r1", "i1", 1_000).play(300).forget();
            fixture.event(new ServerEvent.InputAudioBufferSpeechStarted("", 0, "u"));
            assertThat(fixture.did(Command.Flush.class::isInstance)).isFalse();
        }
    }

    private static JsonObject session(String part, JsonObject detection) {
        return JsonObject.EMPTY.with(
                part, JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)));
    }

    /** 400 ms of an answer on the live stream. */
    private static ConversationFixture sounding() {
        return ConversationFixture.webRtc()
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
