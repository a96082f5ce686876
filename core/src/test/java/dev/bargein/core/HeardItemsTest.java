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
    private static Desk answering() {
        return Desk.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1");
    }

    @Test
    void aStopInTheAnswerTellsAtOnceWhatWasHeardOfBothItems() {
        Desk desk = preambleAndAnswer(700, 1_300).stop();
        List<Heard> heard = interrupted(desk);
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
        Desk desk = preambleAndAnswer(700, 1_300).stop().forget();
        desk.play(80, VOICE).cleared("r1").done("r1", "cancelled").truncated("i2", 1_380);
        assertThat(desk.sent).as("the rest may still be on its way").isEmpty();
        desk.play(300);
        List<Heard> refined = refined(desk);
        assertThat(refined).allMatch(Heard::isExact);
        assertThat(ms(refined, 0)).isBetween(680L, 720L);
        assertThat(ms(refined, 1)).isBetween(1_260L, 1_310L);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = desk.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isEqualTo(ms(refined, 1));
        assertThat(desk.conversation.items())
                .extracting(ConversationItem::interrupted)
                .containsExactly(false, true);
        assertThat(desk.conversation.items())
                .extracting(item -> item.heard().millis())
                .containsExactly(ms(refined, 0), ms(refined, 1));
        desk.forget().truncated("i2", ms(refined, 1)).play(2_000);
        assertThat(desk.sent).isEmpty();
        assertThat(desk.notices).isEmpty();
    }

    @Test
    void theServerMaySpeakAfterTheLastOfItsSoundToo() {
        Desk desk = preambleAndAnswer(2_500, 800).stop().forget();
        desk.play(80, VOICE).cleared("r1").play(300).truncated("i2", 880);
        assertThat(ms(refined(desk), 0)).isBetween(2_480L, 2_520L);
        assertThat(ms(refined(desk), 1)).isBetween(760L, 810L);
    }

    @Test
    void whereTheEndOfTheSoundIsNotAnnouncedADeadlineSettles() {
        Desk desk = preambleAndAnswer(700, 1_300).stop().forget();
        desk.play(80, VOICE).truncated("i2", 1_380).play(400);
        assertThat(desk.notices).isEmpty();
        desk.play(100);
        assertThat(ms(refined(desk), 1)).isBetween(1_260L, 1_310L);
    }

    @Test
    void aBreakBetweenTheItemsIsExactAtOnce() {
        Desk desk = preamble(1_900).stopped("r1").play(400);
        desk.part("r1", "i2").play(200).started("r1").play(1_300, VOICE).stop();
        List<Heard> heard = interrupted(desk);
        assertThat(heard).allMatch(Heard::isExact);
        assertThat(ms(heard, 0)).isBetween(1_880L, 1_920L);
        assertThat(ms(heard, 1)).isBetween(1_270L, 1_320L);
    }

    @Test
    void aStopInTheBreakHeardThePreambleAndNothingOfTheAnswer() {
        Desk desk = preamble(1_900).stopped("r1").play(600).part("r1", "i2").play(100);
        desk.forget().stop();
        List<Heard> heard = interrupted(desk);
        assertThat(heard).allMatch(Heard::isExact);
        assertThat(ms(heard, 0)).isBetween(1_880L, 1_920L);
        assertThat(ms(heard, 1)).isZero();
    }

    @Test
    void aBreakWithinAnItemIsNotTakenForItsEnd() {
        Desk desk = preamble(400).stopped("r1").play(600).started("r1").play(200, VOICE);
        desk.part("r1", "i2").play(1_300, VOICE).stop();
        List<Heard> heard = interrupted(desk);
        assertThat(ms(heard, 0)).isBetween(450L, 950L);
        assertThat(heard.get(0).atMost().millis()).isGreaterThanOrEqualTo(700);
    }

    @Test
    void aStopInThePreambleTruncatesThereAndDeletesTheAnswerNobodyHeard() {
        Desk desk = preamble(400).part("r1", "i2").stop().forget();
        desk.play(80, VOICE).cleared("r1").done("r1", "cancelled");
        desk.truncated("i1", 480).truncated("i2", 0).play(300);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        ClientEvent.ConversationItemTruncate truncate = desk.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i1");
        assertThat(truncate.audioEndMs()).isBetween(370L, 400L);
        assertThat(refined(desk))
                .extracting(h -> h.itemId() + " " + h.heard().millis() + " " + h.isExact())
                .containsExactly("i1 " + truncate.audioEndMs() + " true", "i2 0 true");
    }

    @Test
    void aPreambleWhoseEndWasOnItsWayIsTruncatedAtWhatWasHeard() {
        Desk desk = preamble(500).part("r1", "i2").stop().forget();
        desk.play(260, VOICE).cleared("r1").done("r1", "cancelled").truncated("i2", 60);
        desk.play(300);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        ClientEvent.ConversationItemTruncate truncate = desk.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i1");
        assertThat(truncate.audioEndMs()).isBetween(470L, 500L);
        assertThat(desk.sent(ClientEvent.ConversationItemDelete.class).itemId()).isEqualTo("i2");
    }

    @Test
    void aServerThatSaysNothingIsToldOfTheAnswerOnlyAndNothingItCannotHave() {
        Desk desk = preambleAndAnswer(700, 1_300).stop().forget();
        desk.play(80, VOICE).cleared("r1").done("r1", "cancelled").play(1_000);
        assertThat(desk.sent).as("the server may be far away").isEmpty();
        desk.play(2_500);
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = desk.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isBetween(700L, 1_280L);
    }

    @Test
    void aStopInAPauseOfTheAnswerIsExactToo() {
        Desk desk = preambleAndAnswer(700, 1_300).done("r1").play(400).stop().forget();
        desk.play(100).cleared("r1").truncated("i2", 1_800).play(300);
        assertThat(ms(refined(desk), 0)).isBetween(660L, 720L);
        assertThat(ms(refined(desk), 1)).isBetween(1_270L, 1_340L);
    }

    @Test
    void nothingWasHeardOfAnItemOfWhichTheServerSentNothing() {
        Desk desk = preamble(200).part("r1", "i2").words("r1", "i2", "Rain");
        desk.part("r1", "i3").play(500 + 1_300, VOICE).stop().forget();
        desk.play(80, VOICE).cleared("r1").done("r1", "cancelled");
        desk.truncated("i2", 1_380).truncated("i3", 0).play(300);
        assertThat(ms(refined(desk), 0)).isBetween(680L, 720L);
        assertThat(ms(refined(desk), 1)).isBetween(1_260L, 1_310L);
        assertThat(ms(refined(desk), 2)).isZero();
    }

    @Test
    void aServerThatIsFarAwayIsWaitedForBeforeItIsToldOfItemsThatOnlyItCanTellApart() {
        Desk desk = preambleAndAnswer(700, 400).stop().forget();
        desk.play(900, VOICE).cleared("r1").truncated("i2", 1_300).play(300);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(370L, 400L);
        assertThat(ms(refined(desk), 0)).isBetween(680L, 720L);
    }

    @Test
    void howFastTheVoiceSpeaksIsLearnedFromWhatWasHeardWhole() {
        Desk desk = Desk.webRtc().play(300).say().created("r0").part("r0", "i0");
        desk.words("r0", "i0", "a voice of ten characters each second")
                .play(100)
                .started("r0");
        desk.play(3_700, VOICE).done("r0").stopped("r0").play(900);
        desk.say().created("r1").part("r1", "i1").words("r1", "i1", "I will look that up for you");
        desk.play(100)
                .started("r1")
                .play(300, VOICE)
                .part("r1", "i2")
                .play(3_400, VOICE)
                .stop();
        assertThat(ms(interrupted(desk), 0)).isBetween(2_600L, 2_800L);
    }

    @Test
    void theWordsOfAnItemThatWasHeardWholeAreAllOfIt() {
        Desk desk = preambleAndAnswer(700, 1_300).stop();
        assertThat(interrupted(desk).get(0).textEstimate()).isEqualTo(PREAMBLE);
        assertThat(interrupted(desk).get(1).textEstimate())
                .startsWith("Here it is")
                .doesNotContain("weeks");
    }

    @Test
    void theLatencyOfTheDeviceIsTakenFromTheItemThatSounds() {
        Desk desk = Desk.connected(
                ConversationConfig.of(TransportTraits.WEBRTC).withOutputLatency(MediaTime.ofMillis(200)));
        speak(desk, 700).stop().forget();
        desk.play(80, VOICE).cleared("r1").truncated("i2", 1_380).play(300);
        assertThat(ms(refined(desk), 0)).isBetween(680L, 720L);
        assertThat(ms(refined(desk), 1)).isBetween(1_060L, 1_110L);
    }

    @Test
    void whatTheServerHadSentWholeIsNotTruncatedForItsLastFrames() {
        Desk desk = answering();
        desk.play(400, VOICE).done("r1").stopped("r1").forget().stop();
        desk.play(10, VOICE).play(800);
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void whatTheServerHadSentWholeIsTruncatedWhereMoreThanTheLastFramesWasNotHeard() {
        Desk desk = answering();
        desk.play(400, VOICE).done("r1").stopped("r1").forget().stop();
        desk.play(150, VOICE).play(800);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(340L, 380L);
    }

    @Test
    void aSilenceInWhichTheServerHadNothingToSendIsNotAskedFor() {
        Desk desk = answering();
        desk.play(400, VOICE)
                .play(1_000)
                .play(200, VOICE)
                .done("r1")
                .stopped("r1")
                .forget()
                .stop();
        desk.play(280, VOICE).play(800);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(540L, 600L);
    }

    @Test
    void aPauseInSpeechThatWasAllThereIsPartOfIt() {
        Desk desk = answering();
        desk.play(100, VOICE)
                .done("r1")
                .play(500, VOICE)
                .play(300)
                .play(200, VOICE)
                .stopped("r1");
        desk.forget().stop().play(150, VOICE).play(800);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(1_040L, 1_090L);
    }

    @Test
    void whatTheServerSentOfAnItemBoundsWhatWasHeardOfIt() {
        Desk desk = answering();
        desk.play(400, VOICE).play(1_000).play(200, VOICE).stop().forget();
        desk.play(60, VOICE).cleared("r1").truncated("i1", 660).play(300);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isBetween(560L, 600L);
        assertThat(ms(refined(desk), 0)).isBetween(560L, 600L);
    }

    @Test
    void soundThatAJitterBufferStretchedAsksForNothingBeyondTheEnd() {
        Desk desk = answering();
        // Of 400 ms that the server made 430 arrive, and it says neither that it stopped nor where it truncated.
        desk.play(430, VOICE).done("r1").forget().stop().play(800);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isLessThanOrEqualTo(400);
    }

    @Test
    void anAnswerRightBehindAnotherOneIsNotAskedForBeyondItsEnd() {
        Desk desk = rightBehindAnother(480).stop();
        desk.play(60, VOICE).play(800);
        assertThat(desk.sentTypes()).doesNotContain("conversation.item.truncate");
    }

    @Test
    void anAnswerRightBehindAnotherOneIsTruncatedAtNoMoreThanWasHeardOfIt() {
        Desk desk = rightBehindAnother(480).stop();
        desk.play(300, VOICE).play(800);
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isLessThanOrEqualTo(480);
    }

    /** A pause shortly before the end of the first answer looks like the beginning of the second, which has no gap before it. */
    private static Desk rightBehindAnother(int ms) {
        Desk desk = Desk.webRtc().play(300).say().created("r1").part("r1", "i1").play(100);
        desk.started("r1").play(900, VOICE).done("r1").say().created("r2").part("r2", "i2");
        desk.play(70).play(150, VOICE).stopped("r1").started("r2");
        return desk.play(ms, VOICE).done("r2").stopped("r2").forget();
    }

    private static Desk preamble(int ms) {
        Desk desk = Desk.webRtc().play(300).say().created("r1").part("r1", "i1").words("r1", "i1", PREAMBLE);
        return desk.play(100).started("r1").play(ms, VOICE);
    }

    private static Desk preambleAndAnswer(int preambleMs, int answerMs) {
        Desk desk = Desk.webRtc();
        String words = PREAMBLE + ", and that may take me a while".repeat(preambleMs > 1_000 ? 1 : 0);
        speak(desk, words, preambleMs, answerMs);
        return desk;
    }

    private static Desk speak(Desk desk, int preambleMs) {
        return speak(desk, PREAMBLE, preambleMs, 1_300);
    }

    /** Generated faster than it is played: the answer is announced while the preamble sounds. */
    private static Desk speak(Desk desk, String words, int preambleMs, int answerMs) {
        desk.play(300).say().created("r1").part("r1", "i1").words("r1", "i1", words);
        desk.play(100).started("r1").play(200, VOICE);
        desk.part("r1", "i2").words("r1", "i2", "Here it is: the weather of the next three weeks in all places");
        return desk.play(preambleMs - 200, VOICE).play(answerMs, VOICE);
    }

    private static long ms(List<Heard> heard, int item) {
        return heard.get(item).heard().millis();
    }

    private static List<Heard> interrupted(Desk desk) {
        return desk.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard())
                .findFirst()
                .orElseThrow();
    }

    private static List<Heard> refined(Desk desk) {
        List<List<Heard>> all = desk.notices.stream()
                .filter(Notice.HeardRefined.class::isInstance)
                .map(n -> ((Notice.HeardRefined) n).heard())
                .toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
