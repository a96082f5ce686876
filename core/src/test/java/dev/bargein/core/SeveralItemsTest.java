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
        ConversationFixture fixture = secondHalf().forget();
        assertThat(fixture.frame(VOICE)).contains((short) VOICE);
        fixture.stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
        fixture.frame(VOICE);
        assertThat(fixture.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopInTheSecondHalfOfAResponseThatIsDoneClearsTheServersBufferToo() {
        ConversationFixture fixture =
                secondHalf().done("r1").play(200, VOICE).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("output_audio_buffer.clear");
        fixture.frame(VOICE);
        assertThat(fixture.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aStopWhileTheServersBufferHasRunOutForAMomentClearsWhatMayFollow() {
        ConversationFixture fixture =
                firstHalf().stopped("r1").play(600).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "output_audio_buffer.clear");
    }

    @Test
    void theBreakBetweenTheHalvesIsNotHeard() {
        ConversationFixture fixture = secondHalf().forget().stop();
        assertThat(heardMs(fixture)).isBetween(780L, 800L);
    }

    @Test
    void aBreakThatIsOverBeforeTheEndOfTheFirstHalfCameThroughIsNotHeardEither() {
        ConversationFixture fixture = firstHalf()
                .stopped("r1")
                .play(100, VOICE)
                .started("r1")
                .play(150)
                .play(300, VOICE);
        fixture.forget().stop();
        assertThat(heardMs(fixture)).isBetween(780L, 800L);
    }

    @Test
    void soundThatOvertakesItsSecondAnnouncementCounts() {
        ConversationFixture fixture = firstHalf()
                .stopped("r1")
                .play(600)
                .play(100, VOICE)
                .started("r1")
                .play(300, VOICE);
        fixture.forget().stop();
        assertThat(heardMs(fixture)).isBetween(780L, 800L);
    }

    @Test
    void theVoiceEndsOnceAfterTheSecondHalf() {
        ConversationFixture fixture = secondHalf().done("r1");
        assertThat(fixture.noticed(Notice.VoiceEnded.class::isInstance)).isFalse();
        fixture.stopped("r1").play(800);
        assertThat(fixture.notices.stream().filter(Notice.VoiceEnded.class::isInstance))
                .hasSize(1);
        fixture.forget().stop();
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aSecondHalfThatBeginsAfterTheVoiceHadEndedCanBeStopped() {
        ConversationFixture fixture = firstHalf().stopped("r1").done("r1").play(800);
        assertThat(fixture.noticed(Notice.VoiceEnded.class::isInstance)).isTrue();
        fixture.started("r1").play(300, VOICE).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("output_audio_buffer.clear");
    }

    @Test
    void theSameAnnouncementAgainIsNoSecondHalf() {
        ServerEvent started = new ServerEvent.OutputAudioBufferStarted("event_1", "r1");
        ServerEvent stopped = new ServerEvent.OutputAudioBufferStopped("event_2", "r1");
        ConversationFixture fixture = ConversationFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100);
        fixture.event(started)
                .play(400, VOICE)
                .event(stopped)
                .event(started)
                .event(stopped)
                .done("r1")
                .play(800);
        fixture.forget().stop();
        assertThat(fixture.sent).isEmpty();
    }

    @Test
    void aSecondHalfIsHeldBackLikeTheFirstOnceTheUserWantedSilence() {
        ConversationFixture fixture =
                firstHalf().stopped("r1").play(600).stop().started("r1").forget();
        fixture.play(100, VOICE);
        assertThat(fixture.frame(VOICE)).containsOnly((short) 0);
    }

    @Test
    void aPreambleThatWasHeardWholeIsNotTruncatedAlthoughItsEndIsToldLater() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .play(1_000)
                .forget()
                .stop();
        assertThat(fixture.sentTypes()).containsExactly("response.cancel", "conversation.item.truncate");
        ClientEvent.ConversationItemTruncate truncate = fixture.sent(ClientEvent.ConversationItemTruncate.class);
        assertThat(truncate.itemId()).isEqualTo("i2");
        assertThat(truncate.audioEndMs()).isEqualTo(300);
        assertThat(heard(fixture)).extracting(Heard::itemId).containsExactly("i2");
    }

    @Test
    void aStopInThePreambleTruncatesThereAndDeletesTheAnswerNobodyHeard() {
        ConversationFixture fixture = ConversationFixture.webSocket().say().created("r1");
        fixture.sound("r1", "i1", 700)
                .sound("r1", "i2", 3_000)
                .soundDone("r1", "i1")
                .soundDone("r1", "i2");
        fixture.done("r1").play(300).forget().stop();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.truncate", "conversation.item.delete");
        assertThat(fixture.sent(ClientEvent.ConversationItemTruncate.class).audioEndMs())
                .isEqualTo(300);
        assertThat(heard(fixture))
                .extracting(h -> h.itemId() + " " + h.heard().millis())
                .containsExactly("i1 300", "i2 0");
    }

    /** 400 ms of a response on the live stream. */
    private static ConversationFixture firstHalf() {
        return ConversationFixture.webRtc()
                .play(300)
                .say()
                .created("r1")
                .part("r1", "i1")
                .play(100)
                .started("r1")
                .play(400, VOICE);
    }

    /** The same, and 400 ms more after the server's buffer had run out for a while. */
    private static ConversationFixture secondHalf() {
        return firstHalf().stopped("r1").play(800).started("r1").play(100).play(400, VOICE);
    }

    private static long heardMs(ConversationFixture fixture) {
        return heard(fixture).get(0).heard().millis();
    }

    private static List<Heard> heard(ConversationFixture fixture) {
        return fixture.notices.stream()
                .filter(Notice.Interrupted.class::isInstance)
                .map(n -> ((Notice.Interrupted) n).heard())
                .findFirst()
                .orElseThrow();
    }
}
