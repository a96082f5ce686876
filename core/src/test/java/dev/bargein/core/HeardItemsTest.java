package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was heard of each item, where a live stream carries several and does not say which one sounds. */
class HeardItemsTest {
    private static final int VOICE = 5_000;
    private static final String PREAMBLE = "Let me look";

    /** A call on which the answer r1 has been asked for and its first item i1 begins to sound. */
    private static CoreFixture answering() {
        return CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1");
    }

    @Test
    void aStopInTheAnswerTellsAtOnceWhatWasHeardOfBothItems() {
        CoreFixture core = preambleAndAnswer(700, 1_300).stop();
        List<Heard> heard = interrupted(core);
        assertThat(heard).extracting(Heard::itemId).containsExactly("i1", "i2");
        assertThat(ms(heard, 0)).isBetween(450L, 950L);
        assertThat(ms(heard, 1)).isBetween(1_030L, 1_550L);
        assertThat(ms(heard, 0) + ms(heard, 1)).isBetween(1_970L, 2_000L);
        assertThat(heard).allMatch(h -> !h.isExact());
        assertThat(heard.get(0).atLeast().millis()).isLessThanOrEqualTo(700);
        assertThat(heard.get(0).atMost().millis()).isGreaterThanOrEqualTo(700);
        assertThat(heard.get(1).atMost().millis()).isGreaterThanOrEqualTo(1_300);
    }

    @Test
    void onceTheServerHasSpokenBothPositionsAreExact() {
        CoreFixture core = preambleAndAnswer(700, 1_300).stop().forget();
        core.play(80, VOICE).cleared("r1").done("r1", "cancelled").truncated("i2", 1_380);
        assertThat(core.sent).as("the rest may still be on its way").isEmpty();
        core.play(300);
        List<Heard> refined = refined(core);
        assertThat(refined).allMatch(Heard::isExact);
        assertThat(ms(refined, 0)).isBetween(680L, 720L);
        assertThat(ms(refined, 1)).isBetween(1_260L, 1_310L);
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = core.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isEqualTo(ms(refined, 1));
        assertThat(core.conversation.items())
                .extracting(ConversationItem::interrupted)
                .containsExactly(false, true);
        assertThat(core.conversation.items())
                .extracting(item -> item.heard().millis())
                .containsExactly(ms(refined, 0), ms(refined, 1));
        core.forget().truncated("i2", ms(refined, 1)).play(2_000);
        assertThat(core.sent).isEmpty();
        assertThat(core.notices).isEmpty();
    }

    @Test
    void theServerMaySpeakAfterTheLastOfItsSoundToo() {
        CoreFixture core = preambleAndAnswer(2_500, 800).stop().forget();
        core.play(80, VOICE).cleared("r1").play(300).truncated("i2", 880);
        assertThat(ms(refined(core), 0)).isBetween(2_480L, 2_520L);
        assertThat(ms(refined(core), 1)).isBetween(760L, 810L);
    }

    @Test
    void whereTheEndOfTheSoundIsNotAnnouncedADeadlineSettles() {
        CoreFixture core = preambleAndAnswer(700, 1_300).stop().forget();
        core.play(80, VOICE).truncated("i2", 1_380).play(400);
        assertThat(core.notices).isEmpty();
        core.play(100);
        assertThat(ms(refined(core), 1)).isBetween(1_260L, 1_310L);
    }

    @Test
    void aBreakBetweenTheItemsIsExactAtOnce() {
        CoreFixture core = preamble(1_900).stopped("r1").play(400);
        core.part("r1", "i2").play(200).started("r1").play(1_300, VOICE).stop();
        List<Heard> heard = interrupted(core);
        assertThat(heard).allMatch(Heard::isExact);
        assertThat(ms(heard, 0)).isBetween(1_880L, 1_920L);
        assertThat(ms(heard, 1)).isBetween(1_270L, 1_320L);
    }

    @Test
    void aStopInTheBreakHeardThePreambleAndNothingOfTheAnswer() {
        CoreFixture core =
                preamble(1_900).stopped("r1").play(600).part("r1", "i2").play(100);
        core.forget().stop();
        List<Heard> heard = interrupted(core);
        assertThat(heard).allMatch(Heard::isExact);
        assertThat(ms(heard, 0)).isBetween(1_880L, 1_920L);
        assertThat(ms(heard, 1)).isZero();
    }

    @Test
    void aBreakWithinAnItemIsNotTakenForItsEnd() {
        CoreFixture core = preamble(400).stopped("r1").play(600).started("r1").play(200, VOICE);
        core.part("r1", "i2").play(1_300, VOICE).stop();
        List<Heard> heard = interrupted(core);
        assertThat(ms(heard, 0)).isBetween(450L, 950L);
        assertThat(heard.get(0).atMost().millis()).isGreaterThanOrEqualTo(700);
    }

    @Test
    void aStopInThePreambleTruncatesThereAndDeletesTheAnswerNobodyHeard() {
        CoreFixture core = preamble(400).part("r1", "i2").stop().forget();
        core.play(80, VOICE).cleared("r1").done("r1", "cancelled");
        core.truncated("i1", 480).truncated("i2", 0).play(300);
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        ClientEvent.ConversationItemTruncate truncate = core.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i1");
        assertThat(truncate.audioEndMs()).isBetween(370L, 400L);
        assertThat(refined(core))
                .extracting(h -> h.itemId() + " " + h.heard().millis() + " " + h.isExact())
                .containsExactly("i1 " + truncate.audioEndMs() + " true", "i2 0 true");
    }

    @Test
    void aPreambleWhoseEndWasOnItsWayIsTruncatedAtWhatWasHeard() {
        CoreFixture core = preamble(500).part("r1", "i2").stop().forget();
        core.play(260, VOICE).cleared("r1").done("r1", "cancelled").truncated("i2", 60);
        core.play(300);
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        ClientEvent.ConversationItemTruncate truncate = core.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i1");
        assertThat(truncate.audioEndMs()).isBetween(470L, 500L);
        assertThat(core.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i2");
    }

    @Test
    void aServerThatSaysNothingIsToldOfTheAnswerOnlyAndNothingItCannotHave() {
        CoreFixture core = preambleAndAnswer(700, 1_300).stop().forget();
        core.play(80, VOICE).cleared("r1").done("r1", "cancelled").play(1_000);
        assertThat(core.sent).as("the server may be far away").isEmpty();
        core.play(2_500);
        assertThat(core.sentTypes()).containsExactly("conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = core.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isBetween(700L, 1_280L);
    }

    @Test
    void aStopInAPauseOfTheAnswerIsExactToo() {
        CoreFixture core =
                preambleAndAnswer(700, 1_300).done("r1").play(400).stop().forget();
        core.play(100).cleared("r1").truncated("i2", 1_800).play(300);
        assertThat(ms(refined(core), 0)).isBetween(660L, 720L);
        assertThat(ms(refined(core), 1)).isBetween(1_270L, 1_340L);
    }

    @Test
    void nothingWasHeardOfAnItemOfWhichTheServerSentNothing() {
        CoreFixture core = preamble(200).part("r1", "i2").words("r1", "i2", "Rain");
        core.part("r1", "i3").play(500 + 1_300, VOICE).stop().forget();
        core.play(80, VOICE).cleared("r1").done("r1", "cancelled");
        core.truncated("i2", 1_380).truncated("i3", 0).play(300);
        assertThat(ms(refined(core), 0)).isBetween(680L, 720L);
        assertThat(ms(refined(core), 1)).isBetween(1_260L, 1_310L);
        assertThat(ms(refined(core), 2)).isZero();
    }

    @Test
    void aServerThatIsFarAwayIsWaitedForBeforeItIsToldOfItemsThatOnlyItCanTellApart() {
        CoreFixture core = preambleAndAnswer(700, 400).stop().forget();
        core.play(900, VOICE).cleared("r1").truncated("i2", 1_300).play(300);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(370L, 400L);
        assertThat(ms(refined(core), 0)).isBetween(680L, 720L);
    }

    @Test
    void howFastTheVoiceSpeaksIsLearnedFromWhatWasHeardWhole() {
        CoreFixture core = CoreFixture.webRtc().play(300).say().created("r0").part("r0", "i0");
        core.words("r0", "i0", "a voice of ten characters each second")
                .play(100)
                .started("r0");
        core.play(3_700, VOICE).done("r0").stopped("r0").play(900);
        core.say().created("r1").part("r1", "i1").words("r1", "i1", "I will look that up for you");
        core.play(100)
                .started("r1")
                .play(300, VOICE)
                .part("r1", "i2")
                .play(3_400, VOICE)
                .stop();
        assertThat(ms(interrupted(core), 0)).isBetween(2_600L, 2_800L);
    }

    @Test
    void theWordsOfAnItemThatWasHeardWholeAreAllOfIt() {
        CoreFixture core = preambleAndAnswer(700, 1_300).stop();
        assertThat(interrupted(core).get(0).textEstimate()).isEqualTo(PREAMBLE);
        assertThat(interrupted(core).get(1).textEstimate())
                .startsWith("Here it is")
                .doesNotContain("weeks");
    }

    @Test
    void theLatencyOfTheDeviceIsTakenFromTheItemThatSounds() {
        CoreFixture core = CoreFixture.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withOutputLatency(MediaTime.ofMillis(200)));
        speak(core, 700).stop().forget();
        core.play(80, VOICE).cleared("r1").truncated("i2", 1_380).play(300);
        assertThat(ms(refined(core), 0)).isBetween(680L, 720L);
        assertThat(ms(refined(core), 1)).isBetween(1_060L, 1_110L);
    }

    @Test
    void whatTheServerHadSentWholeIsNotTruncatedForItsLastFrames() {
        CoreFixture core = answering();
        core.play(400, VOICE).done("r1").stopped("r1").forget().stop();
        core.play(10, VOICE).play(800);
        assertThat(core.sent).isEmpty();
    }

    @Test
    void whatTheServerHadSentWholeIsTruncatedWhereMoreThanTheLastFramesWasNotHeard() {
        CoreFixture core = answering();
        core.play(400, VOICE).done("r1").stopped("r1").forget().stop();
        core.play(150, VOICE).play(800);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(340L, 380L);
    }

    @Test
    void aSilenceInWhichTheServerHadNothingToSendIsNotAskedFor() {
        CoreFixture core = answering();
        core.play(400, VOICE)
                .play(1_000)
                .play(200, VOICE)
                .done("r1")
                .stopped("r1")
                .forget()
                .stop();
        core.play(280, VOICE).play(800);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(540L, 600L);
    }

    @Test
    void aPauseInSpeechThatWasAllThereIsPartOfIt() {
        CoreFixture core = answering();
        core.play(100, VOICE)
                .done("r1")
                .play(500, VOICE)
                .play(300)
                .play(200, VOICE)
                .stopped("r1");
        core.forget().stop().play(150, VOICE).play(800);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(1_040L, 1_090L);
    }

    @Test
    void whatTheServerSentOfAnItemBoundsWhatWasHeardOfIt() {
        CoreFixture core = answering();
        core.play(400, VOICE).play(1_000).play(200, VOICE).stop().forget();
        core.play(60, VOICE).cleared("r1").truncated("i1", 660).play(300);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(560L, 600L);
        assertThat(ms(refined(core), 0)).isBetween(560L, 600L);
    }

    @Test
    void soundThatAJitterBufferStretchedAsksForNothingBeyondTheEnd() {
        CoreFixture core = answering();
        // Of 400 ms that the server made 430 arrive, and it says neither that it stopped nor where it truncated.
        core.play(430, VOICE).done("r1").forget().stop().play(800);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isLessThanOrEqualTo(400);
    }

    @Test
    void anAnswerRightBehindAnotherOneIsNotAskedForBeyondItsEnd() {
        CoreFixture core = rightBehindAnother(480).stop();
        core.play(60, VOICE).play(800);
        assertThat(core.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void anAnswerRightBehindAnotherOneIsTruncatedAtNoMoreThanWasHeardOfIt() {
        CoreFixture core = rightBehindAnother(480).stop();
        core.play(300, VOICE).play(800);
        assertThat(core.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isLessThanOrEqualTo(480);
    }

    /** A pause shortly before the end of the first answer looks like the beginning of the second, which has no gap before it. */
    private static CoreFixture rightBehindAnother(int ms) {
        CoreFixture core = CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100);
        core.started("r1").play(900, VOICE).done("r1").say().created("r2").part("r2", "i2");
        core.play(70).play(150, VOICE).stopped("r1").started("r2");
        return core.play(ms, VOICE).done("r2").stopped("r2").forget();
    }

    private static CoreFixture preamble(int ms) {
        CoreFixture core = CoreFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .words("r1", "i1", PREAMBLE);
        return core.play(100).started("r1").play(ms, VOICE);
    }

    private static CoreFixture preambleAndAnswer(int preambleMs, int answerMs) {
        CoreFixture core = CoreFixture.webRtc();
        String words = PREAMBLE + ", and that may take me a while".repeat(preambleMs > 1_000 ? 1 : 0);
        speak(core, words, preambleMs, answerMs);
        return core;
    }

    private static CoreFixture speak(CoreFixture core, int preambleMs) {
        return speak(core, PREAMBLE, preambleMs, 1_300);
    }

    /** Generated faster than it is played: the answer is announced while the preamble sounds. */
    private static CoreFixture speak(CoreFixture core, String words, int preambleMs, int answerMs) {
        core.play(300).say().created("r1").part("r1", "i1").words("r1", "i1", words);
        core.play(100).started("r1").play(200, VOICE);
        core.part("r1", "i2").words("r1", "i2", "Here it is: the weather of the next three weeks in all places");
        return core.play(preambleMs - 200, VOICE).play(answerMs, VOICE);
    }

    private static long ms(List<Heard> heard, int item) {
        return heard.get(item).heard().millis();
    }

    private static List<Heard> interrupted(CoreFixture core) {
        return core.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard())
                .findFirst()
                .orElseThrow();
    }

    private static List<Heard> refined(CoreFixture core) {
        List<List<Heard>> all = core.notices.stream()
                .filter(Notice.HeardRefined.class::isInstance)
                .map(n -> ((Notice.HeardRefined) n).heard())
                .toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
