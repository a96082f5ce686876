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
        for (CoreFixture core : List.of(aside(CoreFixture.webSocket(), TEXT), aside(CoreFixture.webRtc(), ASIDE))) {
            core.created("aside", null, null).forget().stop();
            assertThat(core.commands).isEmpty();
            core.words("other", "i", "").forget();
            core.event(new ServerEvent.ResponseOutputTextDelta("", "aside", "t", 0, 0, "fine"));
            assertThat(core.notices).containsExactly(new Notice.AssistantText("aside", "t", "fine", ""));
        }
    }

    @Test
    void aPressLeavesAResponseAloneThatNobodyHears() {
        CoreFixture core =
                aside(CoreFixture.webSocket(), TEXT).created("aside").forget().press();
        assertThat(core.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aStopDuringAnAnswerCutsTheAnswerAlone() {
        CoreFixture core = aside(CoreFixture.webSocket(), TEXT).created("aside", null, null);
        core.say()
                .created("r1", "conv", null)
                .sound("r1", "i1", 1_000)
                .play(100)
                .forget()
                .stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        assertThat(core.sent(ClientEvent.ResponseCancel.class).responseId()).isEqualTo("r1");
    }

    @Test
    void aStopBeforeItBeginsLeavesItAloneToo() {
        CoreFixture core = aside(CoreFixture.webSocket(), TEXT).forget().stop().created("aside");
        assertThat(core.sent).isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStop() {
        CoreFixture core = aside(aside(CoreFixture.webSocket(), TEXT), TEXT)
                .stop()
                .forget()
                .created("one");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void itIsAskedForWhileAnAnswerRuns() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        core.say();
        aside(core, TEXT);
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(core.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        core.created("aside").forget().done("aside");
        assertThat(core.sent).as("the answer still runs").isEmpty();
        core.done("r1");
        assertThat(core.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aServerThatTakesOneAtATimeGetsItAfterTheAnswer() {
        CoreFixture core = aside(CoreFixture.webSocket().say().created("r1"), TEXT);
        core.error(BUSY, core.lastRequest()).forget().pass(20_000);
        assertThat(core.sent).isEmpty();
        core.done("r1");
        assertThat(core.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        core.created("aside").done("aside").say().created("r2").forget();
        aside(core, TEXT);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void oneThatBeginsToSoundAfterAStopIsCutThen() {
        CoreFixture core =
                aside(CoreFixture.webSocket(), ASIDE).created("aside").forget().stop();
        assertThat(core.sent).isEmpty();
        core.sound("aside", "i", 500);
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        assertThat(core.frame(0)).containsOnly(0);
        core.done("aside", "cancelled");
        assertThat(core.sentTypes()).as("its item is in no conversation").containsExactly("response.cancel");
    }

    @Test
    void oneThatBeginsToSoundOnALiveStreamAfterAStopIsCutThen() {
        CoreFixture core = aside(CoreFixture.webRtc(), ASIDE)
                .created("aside")
                .forget()
                .stop()
                .started("aside");
        assertThat(core.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        assertThat(core.did(Command.OpenGate.class::isInstance)).isFalse();
    }

    @Test
    void theLiveStreamIsSilentAtOnceWhenItBeginsToSoundAfterAStop() {
        CoreFixture core = aside(CoreFixture.webRtc(), ASIDE)
                .created("aside")
                .play(300)
                .stop()
                .forget();
        core.part("aside", "i");
        assertThat(core.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        core.frame(5_000);
        assertThat(core.frame(5_000)).containsOnly((short) 0);
    }

    @Test
    void itIsCutWithoutHarmToAnAnswerThatSounds() {
        CoreFixture core = aside(CoreFixture.webSocket(), ASIDE)
                .created("aside", null, null)
                .stop();
        core.say().created("r1", "conv", null).sound("r1", "i1", 1_000).play(100);
        core.forget().part("aside", "i");
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        assertThat(core.frame(0)).contains((short) 3_000);
    }

    @Test
    void oneThatWasAskedForBeforeAPressIsNotHeardDuringIt() {
        CoreFixture core =
                aside(CoreFixture.webSocket(), ASIDE).press().created("aside").forget();
        core.sound("aside", "i", 500);
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        assertThat(core.frame(0)).containsOnly((short) 0);
    }

    @Test
    void oneThatIsRefusedAfterAStopIsAskedForAgain() {
        CoreFixture core = aside(CoreFixture.webSocket().say().created("r1"), TEXT);
        String request = core.lastRequest();
        core.stop().error(BUSY, request).forget().done("r1", "cancelled");
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatSoundsIsStoppedButNotTruncated() {
        CoreFixture core =
                aside(CoreFixture.webSocket(), ASIDE).created("aside").sound("aside", "i", 500);
        core.play(100).forget().stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel");
        core.done("aside", "cancelled");
        assertThat(core.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForIt() {
        CoreFixture core = aside(CoreFixture.webSocket(), ASIDE)
                .created("vad", "conv_1", null)
                .forget()
                .say();
        assertThat(core.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        core.created("aside", null, null).done("aside");
        assertThat(core.sentTypes()).doesNotContain("response.create");
        core.done("vad");
        assertThat(core.sentTypes()).contains("response.create");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForItWhereMetadataTellsThemApart() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        CoreFixture core = aside(CoreFixture.webSocket(), ASIDE.with("metadata", tag));
        core.created("aside", null, tag).done("aside");
        aside(core, ASIDE.with("metadata", tag))
                .created("vad", null, null)
                .forget()
                .say();
        assertThat(core.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        core.created("aside2", null, tag).done("vad");
        assertThat(core.sentTypes()).contains("response.create");
    }

    @Test
    void oneThatSomebodyElseAskedForIsNotTakenForAnAnswer() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1")
                .say()
                .forget();
        core.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"));
        core.done("sideband").stop();
        assertThat(core.sent).isEmpty();
        core.created("r2", "conv", null);
        assertThat(core.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsConversationAlone() {
        CoreFixture core = CoreFixture.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1")
                .say();
        core.created("sideband", null, null).forget().say();
        assertThat(core.sentTypes()).as("the question is not answered yet").containsExactly("conversation.item.create");
        core.created("r2", "conv", null).done("r2");
        assertThat(core.sentTypes()).contains("response.create");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsMetadataAlone() {
        CoreFixture core = CoreFixture.webSocket().say().forget();
        core.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"))
                .done("sideband");
        core.stop().created("r1");
        assertThat(core.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void aRefusedOneLeavesTheServersOwnAnswerToTheConversation() {
        CoreFixture core = aside(CoreFixture.webSocket(), TEXT);
        String request = core.lastRequest();
        core.created("vad").error(BUSY, request).forget().say();
        assertThat(core.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        core.done("vad");
        assertThat(core.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatCarriesWhatWasAttachedIsNotTakenForSomebodyElsesWhenARefusalIsToldTwice() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "a");
        CoreFixture core =
                aside(CoreFixture.webSocket(), ASIDE.with("metadata", tag)).created("r1", null, tag);
        core.say().error(BUSY, "").error(BUSY, "").part("r1", "i1");
        core.forget().stop().done("r1", "cancelled");
        assertThat(core.sentTypes()).as("its items are in no conversation").doesNotContain("conversation.item.delete");
    }

    @Test
    void aRefusedOneLeavesThatOfSomebodyElseAsideWhereTheServerSaysSo() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1", "conv", null).done("r1");
        aside(core, TEXT);
        String request = core.lastRequest();
        core.created("sideband", null, null).error(BUSY, request).forget().stop();
        assertThat(core.sent).as("nobody hears it").isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStopThatTakesTheQuestionBack() {
        CoreFixture core =
                aside(aside(CoreFixture.webSocket(), TEXT), TEXT).say().stop().forget();
        core.created("one").done("one");
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        core.created("two").done("two");
        assertThat(core.sentTypes()).as("the question was taken back").containsExactly("response.create");
    }

    @Test
    void anAnswerIsNotTakenForOneAfterItsAnnouncementCameLate() {
        CoreFixture core = aside(CoreFixture.webSocket(), ASIDE).words("vad", "i", "Well");
        core.created("vad", "conv", null).forget().say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create");
    }

    @Test
    void itsEndLeavesTheStallOfAnAnswerToBeFound() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1", "conv", null);
        aside(core, TEXT).created("aside", null, null).pass(1_000).done("aside");
        core.say().forget().pass(58_999);
        assertThat(core.sent).isEmpty();
        core.pass(1);
        assertThat(core.sentTypes()).containsExactly("response.create");
        assertThat(core.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void itsSoundsDoNotHideThatAnAnswerStalls() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1", "conv", null);
        aside(core, TEXT).created("aside", null, null);
        for (int i = 0; i < 6; i++) {
            core.pass(10_000).words("aside", "t", "on and on");
        }
        assertThat(core.notices).contains(new Notice.ResponseEnded("r1", "lost"));
        assertThat(core.notices).doesNotContain(new Notice.ResponseEnded("aside", "lost"));
    }

    private static CoreFixture aside(CoreFixture core, JsonObject options) {
        core.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, options)));
        return core;
    }
}
