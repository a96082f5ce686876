package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses outside the conversation, which an application asks for beside the talk. */
class OutOfBandTest {
    private static final JsonObject ASIDE = JsonObject.EMPTY.with("conversation", "none");
    private static final JsonObject TEXT = ASIDE.with("output_modalities", JsonValue.array(JsonValue.of("text")));
    private static final String BUSY = "conversation_already_has_active_response";

    @Test
    void aStopLeavesAResponseAloneThatNobodyHears() {
        for (Desk desk : List.of(aside(Desk.webSocket(), TEXT), aside(Desk.webRtc(), ASIDE))) {
            desk.created("aside", null, null).forget().stop();
            assertThat(desk.commands).isEmpty();
            desk.words("other", "i", "").forget();
            desk.event(new ServerEvent.ResponseOutputTextDelta("", "aside", "t", 0, 0, "fine"));
            assertThat(desk.notices).containsExactly(new Notice.AssistantText("aside", "t", "fine"));
        }
    }

    @Test
    void aPressLeavesAResponseAloneThatNobodyHears() {
        Desk desk = aside(Desk.webSocket(), TEXT).created("aside").forget().press();
        assertThat(desk.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aStopDuringAnAnswerCutsTheAnswerAlone() {
        Desk desk = aside(Desk.webSocket(), TEXT).created("aside", null, null);
        desk.say()
                .created("r1", "conv", null)
                .sound("r1", "i1", 1_000)
                .play(100)
                .forget()
                .stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        assertThat(desk.sent(ClientEvent.ResponseCancel.class).responseId()).isEqualTo("r1");
    }

    @Test
    void aStopBeforeItBeginsLeavesItAloneToo() {
        Desk desk = aside(Desk.webSocket(), TEXT).forget().stop().created("aside");
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStop() {
        Desk desk = aside(aside(Desk.webSocket(), TEXT), TEXT).stop().forget().created("one");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void itIsAskedForWhileAnAnswerRuns() {
        Desk desk = Desk.webSocket().say().created("r1").forget();
        desk.say();
        aside(desk, TEXT);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        desk.created("aside").forget().done("aside");
        assertThat(desk.sent).as("the answer still runs").isEmpty();
        desk.done("r1");
        assertThat(desk.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aServerThatTakesOneAtATimeGetsItAfterTheAnswer() {
        Desk desk = aside(Desk.webSocket().say().created("r1"), TEXT);
        desk.error(BUSY, desk.lastRequest()).forget().pass(20_000);
        assertThat(desk.sent).isEmpty();
        desk.done("r1");
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        desk.created("aside").done("aside").say().created("r2").forget();
        aside(desk, TEXT);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void oneThatBeginsToSoundAfterAStopIsCutThen() {
        Desk desk = aside(Desk.webSocket(), ASIDE).created("aside").forget().stop();
        assertThat(desk.sent).isEmpty();
        desk.sound("aside", "i", 500);
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        assertThat(desk.frame(0)).containsOnly(0);
        desk.done("aside", "cancelled");
        assertThat(desk.sentTypes()).as("its item is in no conversation").containsExactly("response.cancel");
    }

    @Test
    void oneThatBeginsToSoundOnALiveStreamAfterAStopIsCutThen() {
        Desk desk = aside(Desk.webRtc(), ASIDE).created("aside").forget().stop().started("aside");
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        assertThat(desk.did(Command.OpenGate.class::isInstance)).isFalse();
    }

    @Test
    void theLiveStreamIsSilentAtOnceWhenItBeginsToSoundAfterAStop() {
        Desk desk =
                aside(Desk.webRtc(), ASIDE).created("aside").play(300).stop().forget();
        desk.part("aside", "i");
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        desk.frame(5_000);
        assertThat(desk.frame(5_000)).containsOnly((short) 0);
    }

    @Test
    void itIsCutWithoutHarmToAnAnswerThatSounds() {
        Desk desk = aside(Desk.webSocket(), ASIDE).created("aside", null, null).stop();
        desk.say().created("r1", "conv", null).sound("r1", "i1", 1_000).play(100);
        desk.forget().part("aside", "i");
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        assertThat(desk.frame(0)).contains((short) 3_000);
    }

    @Test
    void oneThatWasAskedForBeforeAPressIsNotHeardDuringIt() {
        Desk desk = aside(Desk.webSocket(), ASIDE).press().created("aside").forget();
        desk.sound("aside", "i", 500);
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        assertThat(desk.frame(0)).containsOnly((short) 0);
    }

    @Test
    void oneThatIsRefusedAfterAStopIsAskedForAgain() {
        Desk desk = aside(Desk.webSocket().say().created("r1"), TEXT);
        String request = desk.lastRequest();
        desk.stop().error(BUSY, request).forget().done("r1", "cancelled");
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatSoundsIsStoppedButNotTruncated() {
        Desk desk = aside(Desk.webSocket(), ASIDE).created("aside").sound("aside", "i", 500);
        desk.play(100).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
        desk.done("aside", "cancelled");
        assertThat(desk.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForIt() {
        Desk desk = aside(Desk.webSocket(), ASIDE)
                .created("vad", "conv_1", null)
                .forget()
                .say();
        assertThat(desk.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        desk.created("aside", null, null).done("aside");
        assertThat(desk.sentTypes()).doesNotContain("response.create");
        desk.done("vad");
        assertThat(desk.sentTypes()).contains("response.create");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForItWhereMetadataTellsThemApart() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        Desk desk = aside(Desk.webSocket(), ASIDE.with("metadata", tag));
        desk.created("aside", null, tag).done("aside");
        aside(desk, ASIDE.with("metadata", tag))
                .created("vad", null, null)
                .forget()
                .say();
        assertThat(desk.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        desk.created("aside2", null, tag).done("vad");
        assertThat(desk.sentTypes()).contains("response.create");
    }

    @Test
    void oneThatSomebodyElseAskedForIsNotTakenForAnAnswer() {
        Desk desk = Desk.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1")
                .say()
                .forget();
        desk.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"));
        desk.done("sideband").stop();
        assertThat(desk.sent).isEmpty();
        desk.created("r2", "conv", null);
        assertThat(desk.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsConversationAlone() {
        Desk desk =
                Desk.webSocket().say().created("r1", "conv", null).done("r1").say();
        desk.created("sideband", null, null).forget().say();
        assertThat(desk.sentTypes()).as("the question is not answered yet").containsExactly("conversation.item.create");
        desk.created("r2", "conv", null).done("r2");
        assertThat(desk.sentTypes()).contains("response.create");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsMetadataAlone() {
        Desk desk = Desk.webSocket().say().forget();
        desk.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"))
                .done("sideband");
        desk.stop().created("r1");
        assertThat(desk.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void aRefusedOneLeavesTheServersOwnAnswerToTheConversation() {
        Desk desk = aside(Desk.webSocket(), TEXT);
        String request = desk.lastRequest();
        desk.created("vad").error(BUSY, request).forget().say();
        assertThat(desk.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        desk.done("vad");
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatCarriesWhatWasAttachedIsNotTakenForSomebodyElsesWhenARefusalIsToldTwice() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "a");
        Desk desk = aside(Desk.webSocket(), ASIDE.with("metadata", tag)).created("r1", null, tag);
        desk.say().error(BUSY, "").error(BUSY, "").part("r1", "i1");
        desk.forget().stop().done("r1", "cancelled");
        assertThat(desk.sentTypes()).as("its items are in no conversation").doesNotContain("conversation.item.delete");
    }

    @Test
    void aRefusedOneLeavesThatOfSomebodyElseAsideWhereTheServerSaysSo() {
        Desk desk = Desk.webSocket().say().created("r1", "conv", null).done("r1");
        aside(desk, TEXT);
        String request = desk.lastRequest();
        desk.created("sideband", null, null).error(BUSY, request).forget().stop();
        assertThat(desk.sent).as("nobody hears it").isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStopThatTakesTheQuestionBack() {
        Desk desk = aside(aside(Desk.webSocket(), TEXT), TEXT).say().stop().forget();
        desk.created("one").done("one");
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        desk.created("two").done("two");
        assertThat(desk.sentTypes()).as("the question was taken back").containsExactly("response.create");
    }

    @Test
    void anAnswerIsNotTakenForOneAfterItsAnnouncementCameLate() {
        Desk desk = aside(Desk.webSocket(), ASIDE).words("vad", "i", "Well");
        desk.created("vad", "conv", null).forget().say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create");
    }

    @Test
    void itsEndLeavesTheStallOfAnAnswerToBeFound() {
        Desk desk = Desk.webSocket().say().created("r1", "conv", null);
        aside(desk, TEXT).created("aside", null, null).pass(1_000).done("aside");
        desk.say().forget().pass(58_999);
        assertThat(desk.sent).isEmpty();
        desk.pass(1);
        assertThat(desk.sentTypes()).containsExactly("response.create");
        assertThat(desk.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void itsSoundsDoNotHideThatAnAnswerStalls() {
        Desk desk = Desk.webSocket().say().created("r1", "conv", null);
        aside(desk, TEXT).created("aside", null, null);
        for (int i = 0; i < 6; i++) {
            desk.pass(10_000).words("aside", "t", "on and on");
        }
        assertThat(desk.notices).contains(new Notice.ResponseEnded("r1", "lost"));
        assertThat(desk.notices).doesNotContain(new Notice.ResponseEnded("aside", "lost"));
    }

    private static Desk aside(Desk desk, JsonObject options) {
        desk.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, options)));
        return desk;
    }
}
