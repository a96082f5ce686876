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
        for (ConversationFixture fixture :
                List.of(aside(ConversationFixture.webSocket(), TEXT), aside(ConversationFixture.webRtc(), ASIDE))) {
            fixture.created("aside", null, null).forget().stop();
            assertThat(fixture.commands).isEmpty();
            fixture.words("other", "i", "").forget();
            fixture.event(new ServerEvent.ResponseOutputTextDelta("", "aside", "t", 0, 0, "fine"));
            assertThat(fixture.notices).containsExactly(new Notice.AssistantText("aside", "t", "fine"));
        }
    }

    @Test
    void aPressLeavesAResponseAloneThatNobodyHears() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), TEXT)
                .created("aside")
                .forget()
                .press();
        assertThat(fixture.sentTypes()).containsExactly("input_audio_buffer.clear");
    }

    @Test
    void aStopDuringAnAnswerCutsTheAnswerAlone() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket(), TEXT).created("aside", null, null);
        fixture.say()
                .created("r1", "conv", null)
                .sound("r1", "i1", 1_000)
                .play(100)
                .forget()
                .stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        assertThat(fixture.sent(ClientEvent.ResponseCancel.class).responseId()).isEqualTo("r1");
    }

    @Test
    void aStopBeforeItBeginsLeavesItAloneToo() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket(), TEXT).forget().stop().created("aside");
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStop() {
        ConversationFixture fixture = aside(aside(ConversationFixture.webSocket(), TEXT), TEXT)
                .stop()
                .forget()
                .created("one");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void itIsAskedForWhileAnAnswerRuns() {
        ConversationFixture fixture =
                ConversationFixture.webSocket().say().created("r1").forget();
        fixture.say();
        aside(fixture, TEXT);
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        fixture.created("aside").forget().done("aside");
        assertThat(fixture.sent).as("the answer still runs").isEmpty();
        fixture.done("r1");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
    }

    @Test
    void aServerThatTakesOneAtATimeGetsItAfterTheAnswer() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket().say().created("r1"), TEXT);
        fixture.error(BUSY, fixture.lastRequest()).forget().pass(20_000);
        assertThat(fixture.sent).isEmpty();
        fixture.done("r1");
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        fixture.created("aside").done("aside").say().created("r2").forget();
        aside(fixture, TEXT);
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void oneThatBeginsToSoundAfterAStopIsCutThen() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE)
                .created("aside")
                .forget()
                .stop();
        assertThat(fixture.sent).isEmpty();
        fixture.sound("aside", "i", 500);
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        assertThat(fixture.frame(0)).containsOnly(0);
        fixture.done("aside", "cancelled");
        assertThat(fixture.sentTypes()).as("its item is in no conversation").containsExactly("response.cancel");
    }

    @Test
    void oneThatBeginsToSoundOnALiveStreamAfterAStopIsCutThen() {
        ConversationFixture fixture = aside(ConversationFixture.webRtc(), ASIDE)
                .created("aside")
                .forget()
                .stop()
                .started("aside");
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        assertThat(fixture.did(Command.OpenGate.class::isInstance)).isFalse();
    }

    @Test
    void theLiveStreamIsSilentAtOnceWhenItBeginsToSoundAfterAStop() {
        ConversationFixture fixture = aside(ConversationFixture.webRtc(), ASIDE)
                .created("aside")
                .play(300)
                .stop()
                .forget();
        fixture.part("aside", "i");
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        fixture.frame(5_000);
        assertThat(fixture.frame(5_000)).containsOnly((short) 0);
    }

    @Test
    void itIsCutWithoutHarmToAnAnswerThatSounds() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE)
                .created("aside", null, null)
                .stop();
        fixture.say().created("r1", "conv", null).sound("r1", "i1", 1_000).play(100);
        fixture.forget().part("aside", "i");
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        assertThat(fixture.frame(0)).contains((short) 3_000);
    }

    @Test
    void oneThatWasAskedForBeforeAPressIsNotHeardDuringIt() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE)
                .press()
                .created("aside")
                .forget();
        fixture.sound("aside", "i", 500);
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        assertThat(fixture.frame(0)).containsOnly((short) 0);
    }

    @Test
    void oneThatIsRefusedAfterAStopIsAskedForAgain() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket().say().created("r1"), TEXT);
        String request = fixture.lastRequest();
        fixture.stop().error(BUSY, request).forget().done("r1", "cancelled");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatSoundsIsStoppedButNotTruncated() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket(), ASIDE).created("aside").sound("aside", "i", 500);
        fixture.play(100).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
        fixture.done("aside", "cancelled");
        assertThat(fixture.sentTypes()).containsExactly("response.cancel");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForIt() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE)
                .created("vad", "conv_1", null)
                .forget()
                .say();
        assertThat(fixture.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        fixture.created("aside", null, null).done("aside");
        assertThat(fixture.sentTypes()).doesNotContain("response.create");
        fixture.done("vad");
        assertThat(fixture.sentTypes()).contains("response.create");
    }

    @Test
    void theServersOwnAnswerIsNotTakenForItWhereMetadataTellsThemApart() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "mood");
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE.with("metadata", tag));
        fixture.created("aside", null, tag).done("aside");
        aside(fixture, ASIDE.with("metadata", tag))
                .created("vad", null, null)
                .forget()
                .say();
        assertThat(fixture.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        fixture.created("aside2", null, tag).done("vad");
        assertThat(fixture.sentTypes()).contains("response.create");
    }

    @Test
    void oneThatSomebodyElseAskedForIsNotTakenForAnAnswer() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1")
                .say()
                .forget();
        fixture.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"));
        fixture.done("sideband").stop();
        assertThat(fixture.sent).isEmpty();
        fixture.created("r2", "conv", null);
        assertThat(fixture.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsConversationAlone() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1")
                .say();
        fixture.created("sideband", null, null).forget().say();
        assertThat(fixture.sentTypes())
                .as("the question is not answered yet")
                .containsExactly("conversation.item.create");
        fixture.created("r2", "conv", null).done("r2");
        assertThat(fixture.sentTypes()).contains("response.create");
    }

    @Test
    void oneOfSomebodyElseIsToldByItsMetadataAlone() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().forget();
        fixture.created("sideband", null, JsonObject.EMPTY.with("by", "the sideband"))
                .done("sideband");
        fixture.stop().created("r1");
        assertThat(fixture.sentTypes()).as("the question was taken back").containsExactly("response.cancel");
    }

    @Test
    void aRefusedOneLeavesTheServersOwnAnswerToTheConversation() {
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), TEXT);
        String request = fixture.lastRequest();
        fixture.created("vad").error(BUSY, request).forget().say();
        assertThat(fixture.sentTypes()).as("an answer runs").containsExactly("conversation.item.create");
        fixture.done("vad");
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
    }

    @Test
    void oneThatCarriesWhatWasAttachedIsNotTakenForSomebodyElsesWhenARefusalIsToldTwice() {
        JsonObject tag = JsonObject.EMPTY.with("topic", "a");
        ConversationFixture fixture = aside(ConversationFixture.webSocket(), ASIDE.with("metadata", tag))
                .created("r1", null, tag);
        fixture.say().error(BUSY, "").error(BUSY, "").part("r1", "i1");
        fixture.forget().stop().done("r1", "cancelled");
        assertThat(fixture.sentTypes())
                .as("its items are in no conversation")
                .doesNotContain("conversation.item.delete");
    }

    @Test
    void aRefusedOneLeavesThatOfSomebodyElseAsideWhereTheServerSaysSo() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1", "conv", null)
                .done("r1");
        aside(fixture, TEXT);
        String request = fixture.lastRequest();
        fixture.created("sideband", null, null).error(BUSY, request).forget().stop();
        assertThat(fixture.sent).as("nobody hears it").isEmpty();
    }

    @Test
    void oneThatWaitsOutlivesAStopThatTakesTheQuestionBack() {
        ConversationFixture fixture = aside(aside(ConversationFixture.webSocket(), TEXT), TEXT)
                .say()
                .stop()
                .forget();
        fixture.created("one").done("one");
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.sent(ClientEvent.ResponseCreate.class).response()).isEqualTo(TEXT);
        fixture.created("two").done("two");
        assertThat(fixture.sentTypes()).as("the question was taken back").containsExactly("response.create");
    }

    @Test
    void anAnswerIsNotTakenForOneAfterItsAnnouncementCameLate() {
        ConversationFixture fixture =
                aside(ConversationFixture.webSocket(), ASIDE).words("vad", "i", "Well");
        fixture.created("vad", "conv", null).forget().say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create");
    }

    @Test
    void itsEndLeavesTheStallOfAnAnswerToBeFound() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1", "conv", null);
        aside(fixture, TEXT).created("aside", null, null).pass(1_000).done("aside");
        fixture.say().forget().pass(58_999);
        assertThat(fixture.sent).isEmpty();
        fixture.pass(1);
        assertThat(fixture.sentTypes()).containsExactly("response.create");
        assertThat(fixture.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void itsSoundsDoNotHideThatAnAnswerStalls() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1", "conv", null);
        aside(fixture, TEXT).created("aside", null, null);
        for (int i = 0; i < 6; i++) {
            fixture.pass(10_000).words("aside", "t", "on and on");
        }
        assertThat(fixture.notices).contains(new Notice.ResponseEnded("r1", "lost"));
        assertThat(fixture.notices).doesNotContain(new Notice.ResponseEnded("aside", "lost"));
    }

    private static ConversationFixture aside(ConversationFixture fixture, JsonObject options) {
        fixture.give(new Input.SendEvent(new ClientEvent.ResponseCreate(null, options)));
        return fixture;
    }
}
