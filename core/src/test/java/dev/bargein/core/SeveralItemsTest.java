package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A response that says more than one thing: a preamble and an answer, with or without a break between them. */
class SeveralItemsTest {
    private static final int VOICE = 5_000;

    @Test
    void aStopInTheSecondHalfClearsTheServersBufferAndSilencesAtOnce() {
        Desk desk = secondHalf().forget();
        assertThat(desk.frame(VOICE)).contains((short) VOICE);
        desk.stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        desk.frame(VOICE);
        assertThat(desk.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopInTheSecondHalfOfAResponseThatIsDoneClearsTheServersBufferToo() {
        Desk desk = secondHalf().done("r1").play(200, VOICE).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("output_audio_buffer.clear");
        desk.frame(VOICE);
        assertThat(desk.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopWhileTheServersBufferHasRunOutForAMomentClearsWhatMayFollow() {
        Desk desk = firstHalf().stopped("r1").play(600).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
    }

    @Test
    void theBreakBetweenTheHalvesIsNotHeard() {
        Desk desk = secondHalf().forget().stop();
        assertThat(heardMs(desk)).isBetween(780L, 800L);
    }

    @Test
    void aBreakThatIsOverBeforeTheEndOfTheFirstHalfCameThroughIsNotHeardEither() {
        Desk desk = firstHalf()
                .stopped("r1")
                .play(100, VOICE)
                .started("r1")
                .play(150)
                .play(300, VOICE);
        desk.forget().stop();
        assertThat(heardMs(desk)).isBetween(780L, 800L);
    }

    @Test
    void soundThatOvertakesItsSecondAnnouncementCounts() {
        Desk desk = firstHalf()
                .stopped("r1")
                .play(600)
                .play(100, VOICE)
                .started("r1")
                .play(300, VOICE);
        desk.forget().stop();
        assertThat(heardMs(desk)).isBetween(780L, 800L);
    }

    @Test
    void theVoiceEndsOnceAfterTheSecondHalf() {
        Desk desk = secondHalf().done("r1");
        assertThat(desk.noticed(Notice.VoiceEnded.class::isInstance)).isFalse();
        desk.stopped("r1").play(800);
        assertThat(desk.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
        desk.forget().stop();
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aSecondHalfThatBeginsAfterTheVoiceHadEndedCanBeStopped() {
        Desk desk = firstHalf().stopped("r1").done("r1").play(800);
        assertThat(desk.noticed(Notice.VoiceEnded.class::isInstance)).isTrue();
        desk.started("r1").play(300, VOICE).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("output_audio_buffer.clear");
    }

    @Test
    void theSameAnnouncementAgainIsNoSecondHalf() {
        ServerEvent started = new ServerEvent.OutputAudioBufferStarted("event_1", "r1");
        ServerEvent stopped = new ServerEvent.OutputAudioBufferStopped("event_2", "r1");
        Desk desk = Desk.webRtc().play(300).say().created("r1").part("r1", "i1").play(100);
        desk.event(started)
                .play(400, VOICE)
                .event(stopped)
                .event(started)
                .event(stopped)
                .done("r1")
                .play(800);
        desk.forget().stop();
        assertThat(desk.sent).isEmpty();
    }

    @Test
    void aSecondHalfIsHeldBackLikeTheFirstOnceTheUserWantedSilence() {
        Desk desk = firstHalf().stopped("r1").play(600).stop().started("r1").forget();
        desk.play(100, VOICE);
        assertThat(desk.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aPreambleThatWasHeardWholeIsNotTruncatedAlthoughItsEndIsToldLater() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .play(1_000)
                .forget()
                .stop();
        assertThat(desk.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = desk.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isEqualTo(300);
        assertThat(heard(desk)).extracting(Heard::itemId).containsExactly("i2");
    }

    @Test
    void aStopInThePreambleTruncatesThereAndDeletesTheAnswerNobodyHeard() {
        Desk desk = Desk.webSocket().say().created("r1");
        desk.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .soundDone("r1", "i1")
                .soundDone("r1", "i2");
        desk.done("r1").play(300).forget().stop();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(desk.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
        assertThat(heard(desk))
                .extracting(h -> h.itemId() + " " + h.heard().millis())
                .containsExactly("i1 300", "i2 0");
    }

    /** 400 ms of a response on the live stream. */
    private static Desk firstHalf() {
        return Desk.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, VOICE);
    }

    /** The same, and 400 ms more after the server's buffer had run out for a while. */
    private static Desk secondHalf() {
        return firstHalf().stopped("r1").play(800).started("r1").play(100).play(400, VOICE);
    }

    private static long heardMs(Desk desk) {
        return heard(desk).get(0).heard().millis();
    }

    private static List<Heard> heard(Desk desk) {
        return desk.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard())
                .findFirst()
                .orElseThrow();
    }
}
