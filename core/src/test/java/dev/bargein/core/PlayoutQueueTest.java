package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sound that comes in events: a queue for each part, played one after the other. */
class PlayoutQueueTest {
    private static final TrackId FIRST = new TrackId("r1", "i1", 0);
    private static final TrackId SECOND = new TrackId("r1", "i2", 0);

    private final Playout playout = new Playout(TransportTraits.WEBSOCKET);
    private final short[] frame = new short[Playout.FRAME_SAMPLES];

    @Test
    void anEmptyQueueIsSilence() {
        Arrays.fill(frame, (short) 9);
        assertThat(playout.render(frame)).isFalse();
        assertThat(frame).containsOnly((short) 0);
        assertThat(playout.report().tracks()).isEmpty();
    }

    @Test
    void samplesComeOutAsTheyWentIn() {
        short[] pcm = ramp(1, 600);
        play(FIRST, Arrays.copyOfRange(pcm, 0, 100));
        play(FIRST, Arrays.copyOfRange(pcm, 100, 600));
        short[] out = new short[720];
        for (int i = 0; i < 3; i++) {
            playout.render(frame);
            System.arraycopy(frame, 0, out, i * 240, 240);
        }
        assertThat(Arrays.copyOf(out, 600)).isEqualTo(pcm);
        assertThat(Arrays.copyOfRange(out, 600, 720)).containsOnly((short) 0);
    }

    @Test
    void theLedgerOfEachPartBalances() {
        play(FIRST, ramp(1, 300));
        play(SECOND, ramp(1, 500));
        playout.apply(new Command.Discard(1, SECOND, 40));
        playout.render(frame);
        playout.render(frame);
        assertThat(playout.report().tracks())
                .containsExactly(
                        new PlayoutReport.Track(FIRST, 300, 300, 0, 0),
                        new PlayoutReport.Track(SECOND, 540, 180, 320, 40));
    }

    @Test
    void aPartThatBeganIsPlayedToItsEndBeforeTheNext() {
        play(FIRST, ramp(1, 240));
        play(SECOND, ramp(1_000, 240));
        playout.render(frame);
        play(FIRST, ramp(500, 240));
        playout.render(frame);
        assertThat(frame[0]).isEqualTo((short) 500);
        playout.render(frame);
        assertThat(frame[0]).isEqualTo((short) 1_000);
    }

    @Test
    void theBeginningAndTheEndOfAPartAreNews() {
        play(FIRST, ramp(1, 700));
        assertThat(playout.render(frame)).as("it began").isTrue();
        assertThat(playout.render(frame)).as("in the middle").isFalse();
        assertThat(playout.render(frame)).as("it ran out").isTrue();
        assertThat(playout.render(frame)).as("nothing any more").isFalse();
    }

    @Test
    void aFlushDropsAllAndFadesWithin5Ms() {
        play(FIRST, level(20_000, 2_400));
        playout.render(frame);
        playout.apply(new Command.Flush(1));
        playout.render(frame);
        for (int i = 1; i < 120; i++) {
            assertThat(frame[i]).isLessThanOrEqualTo(frame[i - 1]);
        }
        assertThat(frame[0]).isBetween((short) 19_900, (short) 20_000);
        assertThat(frame[60]).isBetween((short) 9_000, (short) 11_000);
        assertThat(Arrays.copyOfRange(frame, 119, 240)).containsOnly((short) 0);
        assertThat(playout.report().tracks()).containsExactly(new PlayoutReport.Track(FIRST, 2_400, 240, 0, 2_160));
        playout.render(frame);
        assertThat(frame).containsOnly((short) 0);
    }

    @Test
    void aFlushBeforeAnythingSoundedIsSilent() {
        play(FIRST, level(20_000, 2_400));
        playout.apply(new Command.Flush(1));
        playout.render(frame);
        assertThat(frame).containsOnly((short) 0);
    }

    @Test
    void whatComesAfterAFlushSoundsWithTheFade() {
        play(FIRST, level(20_000, 480));
        playout.render(frame);
        playout.apply(new Command.Flush(1));
        play(SECOND, level(20_000, 240));
        playout.render(frame);
        assertThat(frame[0]).as("no overflow").isEqualTo(Short.MAX_VALUE);
        assertThat(frame[239]).isEqualTo((short) 20_000);
    }

    @Test
    void aMuteFallsSoftlyAndPlaysIntoTheVoid() {
        play(FIRST, level(10_000, 2_400));
        playout.render(frame);
        playout.apply(new Command.Mute(1, true));
        playout.render(frame);
        assertThat(frame[0]).isGreaterThan((short) 9_900);
        assertThat(Arrays.copyOfRange(frame, 120, 240)).containsOnly((short) 0);
        playout.render(frame);
        assertThat(frame).containsOnly((short) 0);
        assertThat(playout.report().tracks().get(0).played()).as("heard").isEqualTo(240);
        assertThat(playout.report().tracks().get(0).dropped()).as("not heard").isEqualTo(480);
        playout.apply(new Command.Mute(1, true));
        playout.apply(new Command.Mute(1, false));
        playout.render(frame);
        assertThat(frame[0]).isLessThan((short) 100);
        assertThat(frame[239]).isEqualTo((short) 10_000);
    }

    @Test
    void noMoreThan15MinutesWait() {
        short[] minute = level(1, 60 * 24_000);
        for (int i = 0; i < 16; i++) {
            play(FIRST, minute);
        }
        assertThat(playout.report().tracks())
                .containsExactly(new PlayoutReport.Track(FIRST, 16 * 1_440_000, 0, 15 * 1_440_000, 1_440_000));
    }

    @Test
    void only64LedgersAreKeptAndTheSettledOnesGoFirst() {
        play(FIRST, level(1, 240));
        for (int i = 0; i < 100; i++) {
            playout.apply(new Command.Discard(1, new TrackId("r", "i" + i, 0), 10));
        }
        assertThat(playout.report().tracks()).hasSize(64);
        assertThat(playout.report().tracks().get(0).id()).isEqualTo(FIRST);
        for (int i = 0; i < 100; i++) {
            play(new TrackId("q", "i" + i, 0), level(2, 240));
        }
        assertThat(playout.report().tracks()).hasSize(64);
        playout.render(frame);
        assertThat(frame).containsOnly((short) 2);
    }

    private void play(TrackId track, short[] pcm) {
        playout.apply(new Command.Play(1, track, AudioBytes.ofPcm(pcm, 0, pcm.length)));
    }

    private static short[] ramp(int from, int length) {
        short[] out = new short[length];
        for (int i = 0; i < length; i++) {
            out[i] = (short) (from + i);
        }
        return out;
    }

    private static short[] level(int level, int length) {
        short[] out = new short[length];
        Arrays.fill(out, (short) level);
        return out;
    }
}
