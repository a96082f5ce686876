package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The gate before a live stream that does not say what it belongs to. */
class LiveGateTest {
    private static final int OLD = 2_000;
    private static final int NEW = 9_000;

    private final Playout playout = new Playout(TransportTraits.WEBRTC);

    @Test
    void anOpenGateLetsTheStreamThroughAsItIs() {
        int heard = 0;
        for (int i = 0; i < 10; i++) {
            heard += count(frame(OLD), OLD);
        }
        assertThat(heard).isGreaterThanOrEqualTo(8 * 240);
        assertThat(playout.report().live().open()).isTrue();
    }

    @Test
    void aShutGateFadesWithin5MsAndLetsNothingThrough() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        short[] fade = frame(OLD);
        assertThat(fade[0]).isBetween((short) (OLD - 20), (short) OLD);
        assertThat(Arrays.copyOfRange(fade, 119, 240)).containsOnly((short) 0);
        assertThat(run(OLD, 50)).isZero();
        assertThat(playout.report().live().open()).isFalse();
    }

    @Test
    void theNewVoiceIsHeardFromItsFirstSample() {
        silenced();
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 20);
        playout.apply(new Command.OpenGate(1, "r2", true));
        run(0, 5);
        assertThat(run(NEW, 20) + run(0, 20)).isEqualTo(20 * 240);
    }

    @Test
    void theNewVoiceIsHeardWholeAlsoWhenItsAnnouncementComesLate() {
        silenced();
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 20);
        assertThat(run(NEW, 10)).isZero();
        playout.apply(new Command.OpenGate(1, "r2", true));
        assertThat(run(NEW, 10) + run(0, 80)).isEqualTo(20 * 240);
    }

    @Test
    void theOldVoiceIsNotHeardAlthoughTheNewOneIsAnnounced() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        playout.apply(new Command.EndLive(1, "r1", true));
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(OLD, 12);
        playout.apply(new Command.OpenGate(1, "r2", true));
        assertThat(run(OLD, 10)).as("the rest of the old voice").isZero();
        run(0, 10);
        assertThat(run(NEW, 20) + run(0, 20)).isEqualTo(20 * 240);
    }

    @Test
    void anOldVoiceThatTheServerDidNotEndStaysOutUntilTheAnnouncement() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 8);
        run(OLD, 8);
        run(0, 8);
        playout.apply(new Command.OpenGate(1, "r2", false));
        assertThat(run(0, 10)).isZero();
        assertThat(run(NEW, 20) + run(0, 20)).isEqualTo(20 * 240);
    }

    @Test
    void soundWithoutAnAnnouncementIsReportedButNotHeard() {
        silenced();
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 40);
        assertThat(playout.report().live().onset()).isFalse();
        assertThat(run(NEW, 3)).isZero();
        assertThat(playout.report().live().onset()).isTrue();
    }

    @Test
    void soundThatNobodyExpectsIsNotReported() {
        silenced();
        run(0, 40);
        run(NEW, 3);
        assertThat(playout.report().live().onset()).isFalse();
    }

    @Test
    void anAnnouncedVoiceWithoutASilenceBeforeItIsHeardAfter400Ms() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        run(NEW, 1);
        playout.apply(new Command.ExpectLive(1, "r2"));
        playout.apply(new Command.OpenGate(1, "r2", false));
        assertThat(run(NEW, 39)).isZero();
        assertThat(run(NEW, 20)).isPositive();
    }

    @Test
    void theVoiceIsCountedFromItsFirstSoundToItsLast() {
        playout.apply(new Command.ExpectLive(1, "r1"));
        run(0, 30);
        playout.apply(new Command.OpenGate(1, "r1", true));
        run(0, 5);
        run(NEW, 50);
        PlayoutReport.Live live = playout.report().live();
        assertThat(live.responseId()).isEqualTo("r1");
        assertThat(live.played()).isBetween(47L * 240, 50L * 240);
        assertThat(live.sounding()).isTrue();
        assertThat(live.ended()).isFalse();
        run(0, 10);
        assertThat(playout.report().live().played()).isEqualTo(50 * 240);
        playout.apply(new Command.EndLive(1, "r1", true));
        run(0, 40);
        assertThat(playout.report().live().ended()).isTrue();
        assertThat(playout.report().live().sounding()).isFalse();
        assertThat(playout.report().live().played()).isEqualTo(50 * 240);
    }

    @Test
    void thePauseAfterAnAnnouncedEndIsNotTheEnd() {
        playout.apply(new Command.OpenGate(1, "r1", true));
        run(0, 8);
        run(NEW, 20);
        playout.apply(new Command.EndLive(1, "r1", true));
        run(0, 8);
        assertThat(playout.report().live().ended()).isFalse();
        run(NEW, 5);
        run(0, 30);
        assertThat(playout.report().live().ended()).isTrue();
        assertThat(playout.report().live().played()).isEqualTo(33 * 240);
    }

    @Test
    void anEndThatNobodyAnnouncesIs1200MsOfSilence() {
        playout.apply(new Command.OpenGate(1, "r1", true));
        run(0, 8);
        run(NEW, 20);
        playout.apply(new Command.EndLive(1, "r1", false));
        run(0, 119);
        assertThat(playout.report().live().ended()).isFalse();
        run(0, 3);
        assertThat(playout.report().live().ended()).isTrue();
    }

    @Test
    void aVoiceThatNeverSoundedEndsToo() {
        silenced();
        playout.apply(new Command.ExpectLive(1, "r2"));
        playout.apply(new Command.OpenGate(1, "r2", true));
        playout.apply(new Command.EndLive(1, "r2", true));
        run(0, 60);
        assertThat(playout.report().live().responseId()).isEqualTo("r2");
        assertThat(playout.report().live().played()).isZero();
        assertThat(playout.report().live().ended()).isTrue();
    }

    @Test
    void aVoiceSoShortThatItWasOverTooSoonIsStillHeard() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        run(0, 10);
        playout.apply(new Command.EndLive(1, "r1", true));
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 8);
        playout.apply(new Command.OpenGate(1, "r2", true));
        int heard = run(NEW, 6);
        playout.apply(new Command.EndLive(1, "r2", true));
        assertThat(heard + run(0, 40)).isEqualTo(6 * 240);
    }

    @Test
    void twoVoicesWithoutAGapAreBothOverInTheEnd() {
        playout.apply(new Command.OpenGate(1, "r1", true));
        run(0, 8);
        run(OLD, 20);
        playout.apply(new Command.EndLive(1, "r1", true));
        playout.apply(new Command.OpenGate(1, "r2", true));
        run(NEW, 10);
        playout.apply(new Command.EndLive(1, "r2", true));
        run(0, 60);
        assertThat(playout.report().live().responseId()).isEqualTo("r2");
        assertThat(playout.report().live().ended()).isTrue();
        assertThat(playout.report().live().played()).isPositive();
    }

    @Test
    void whatWaitsBehindAShutGateIsBounded() {
        silenced();
        run(NEW, 1_000);
        PlayoutReport.Live live = playout.report().live();
        assertThat(live.queued()).isLessThanOrEqualTo(MediaTime.ofMillis(2_000).samples());
        assertThat(live.received()).isEqualTo(live.rendered() + live.queued() + live.dropped());
    }

    @Test
    void whatWaitsForASpeakerThatStoppedIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            playout.live(CoreFixture.pcm(10, NEW));
        }
        PlayoutReport.Live live = playout.report().live();
        assertThat(live.queued()).isLessThanOrEqualTo(MediaTime.ofMillis(3_000).samples());
        assertThat(live.received()).isEqualTo(1_000 * 240);
        assertThat(live.received()).isEqualTo(live.rendered() + live.queued() + live.dropped());
    }

    @Test
    void silenceThatWaitsIsSkipped() {
        for (int i = 0; i < 30; i++) {
            playout.live(CoreFixture.pcm(10, 0));
        }
        for (int i = 0; i < 4; i++) {
            playout.live(CoreFixture.pcm(10, NEW));
        }
        short[] out = new short[240];
        playout.render(out);
        playout.render(out);
        assertThat(out[0]).isEqualTo((short) NEW);
    }

    @Test
    void theGateOpensOnceForAResponse() {
        silenced();
        playout.apply(new Command.ExpectLive(1, "r2"));
        run(0, 40);
        playout.apply(new Command.OpenGate(1, "r2", true));
        run(NEW, 20);
        long played = playout.report().live().played();
        playout.apply(new Command.OpenGate(1, "r2", true));
        run(NEW, 5);
        assertThat(playout.report().live().played()).isGreaterThan(played);
    }

    private void silenced() {
        run(OLD, 20);
        playout.apply(new Command.ShutGate(1));
        run(0, 40);
    }

    private int run(int level, int frames) {
        int loud = 0;
        for (int i = 0; i < frames; i++) {
            loud += count(frame(level), NEW) + count(last, OLD);
        }
        return loud;
    }

    private final short[] last = new short[240];

    private short[] frame(int level) {
        playout.live(CoreFixture.pcm(10, level));
        playout.render(last);
        return last;
    }

    private static int count(short[] frame, int level) {
        int found = 0;
        for (short s : frame) {
            found += s == level ? 1 : 0;
        }
        return found;
    }
}
