package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A response that says more than one thing: a preamble and an answer, with or without a break between them. */
class SeveralItemsTest {
    private static final int VOICE = 5_000;

    @Test
    void theApplicationIsToldWhatIsCommentaryAndWhatIsTheAnswer() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1").forget();
        core.words("r1", "i0", "Hm");
        for (String phase : List.of("commentary", "a phase of tomorrow", "x".repeat(100_000))) {
            String id = phase.substring(0, 1);
            core.event(new ServerEvent.ConversationItemAdded("", null, message(id, phase)));
            core.event(new ServerEvent.ResponseOutputItemAdded("", "r1", 0, message(id, null)));
            core.words("r1", id, "so");
        }
        core.event(new ServerEvent.ResponseOutputItemAdded("", "r1", 0, message("f", "final_answer")));
        core.words("r1", "f", "42");
        assertThat(core.notices)
                .containsExactly(
                        new Notice.AssistantText("r1", "i0", "Hm", ""),
                        new Notice.AssistantText("r1", "c", "so", "commentary"),
                        new Notice.AssistantText("r1", "a", "so", "a phase of tomorrow"),
                        new Notice.AssistantText("r1", "x", "so", "x".repeat(64)),
                        new Notice.AssistantText("r1", "f", "42", "final_answer"));
        assertThat(core.conversation.items())
                .extracting(ConversationItem::phase)
                .contains("", "commentary", "final_answer");
    }

    private static Item message(String id, @Nullable String phase) {
        return new Item(id, "message", "in_progress", "assistant", List.of(), null, null, null, null, phase);
    }

    @Test
    void aStopInTheSecondHalfClearsTheServersBufferAndSilencesAtOnce() {
        CoreFixture core = secondHalf().forget();
        assertThat(core.frame(VOICE)).contains((short) VOICE);
        core.stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        core.frame(VOICE);
        assertThat(core.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopInTheSecondHalfOfAResponseThatIsDoneClearsTheServersBufferToo() {
        CoreFixture core = secondHalf().done("r1").play(200, VOICE).forget().stop();
        assertThat(core.sentTypes()).containsExactly("output_audio_buffer.clear");
        core.frame(VOICE);
        assertThat(core.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopWhileTheServersBufferHasRunOutForAMomentClearsWhatMayFollow() {
        CoreFixture core = firstHalf().stopped("r1").play(600).forget().stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
    }

    @Test
    void theBreakBetweenTheHalvesIsNotHeard() {
        CoreFixture core = secondHalf().forget().stop();
        assertThat(heardMs(core)).isBetween(780L, 800L);
    }

    @Test
    void aBreakThatIsOverBeforeTheEndOfTheFirstHalfCameThroughIsNotHeardEither() {
        CoreFixture core = firstHalf()
                .stopped("r1")
                .play(100, VOICE)
                .started("r1")
                .play(150)
                .play(300, VOICE);
        core.forget().stop();
        assertThat(heardMs(core)).isBetween(780L, 800L);
    }

    @Test
    void soundThatOvertakesItsSecondAnnouncementCounts() {
        CoreFixture core = firstHalf()
                .stopped("r1")
                .play(600)
                .play(100, VOICE)
                .started("r1")
                .play(300, VOICE);
        core.forget().stop();
        assertThat(heardMs(core)).isBetween(780L, 800L);
    }

    @Test
    void theVoiceEndsOnceAfterTheSecondHalf() {
        CoreFixture core = secondHalf().done("r1");
        assertThat(core.noticed(Notice.VoiceEnded.class::isInstance)).isFalse();
        core.stopped("r1").play(800);
        assertThat(core.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
        core.forget().stop();
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aSecondHalfThatBeginsAfterTheVoiceHadEndedCanBeStopped() {
        CoreFixture core = firstHalf().stopped("r1").done("r1").play(800);
        assertThat(core.noticed(Notice.VoiceEnded.class::isInstance)).isTrue();
        core.started("r1").play(300, VOICE).forget().stop();
        assertThat(core.sentTypes()).containsExactly("output_audio_buffer.clear");
    }

    @Test
    void theSameAnnouncementAgainIsNoSecondHalf() {
        ServerEvent started = new ServerEvent.OutputAudioBufferStarted("event_1", "r1");
        ServerEvent stopped = new ServerEvent.OutputAudioBufferStopped("event_2", "r1");
        CoreFixture core = CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100);
        core.event(started)
                .play(400, VOICE)
                .event(stopped)
                .event(started)
                .event(stopped)
                .done("r1")
                .play(800);
        core.forget().stop();
        assertThat(core.sent).isEmpty();
    }

    @Test
    void aSecondHalfIsHeldBackLikeTheFirstOnceTheUserWantedSilence() {
        CoreFixture core =
                firstHalf().stopped("r1").play(600).stop().started("r1").forget();
        core.play(100, VOICE);
        assertThat(core.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aPreambleThatWasHeardWholeIsNotTruncatedAlthoughItsEndIsToldLater() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .play(1_000)
                .forget()
                .stop();
        assertThat(core.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = core.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isEqualTo(300);
        assertThat(heard(core)).extracting(Heard::itemId).containsExactly("i2");
    }

    @Test
    void aStopInThePreambleTruncatesThereAndDeletesTheAnswerNobodyHeard() {
        CoreFixture core = CoreFixture.webSocket().say().created("r1");
        core.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .soundDone("r1", "i1")
                .soundDone("r1", "i2");
        core.done("r1").play(300).forget().stop();
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
        assertThat(heard(core))
                .extracting(h -> h.itemId() + " " + h.heard().millis())
                .containsExactly("i1 300", "i2 0");
    }

    /** 400 ms of a response on the live stream. */
    private static CoreFixture firstHalf() {
        return CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, VOICE);
    }

    /** The same, and 400 ms more after the server's buffer had run out for a while. */
    private static CoreFixture secondHalf() {
        return firstHalf().stopped("r1").play(800).started("r1").play(100).play(400, VOICE);
    }

    private static long heardMs(CoreFixture core) {
        return heard(core).get(0).heard().millis();
    }

    private static List<Heard> heard(CoreFixture core) {
        return core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard())
                .findFirst()
                .orElseThrow();
    }
}
