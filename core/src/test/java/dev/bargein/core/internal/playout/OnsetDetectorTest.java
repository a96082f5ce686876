package dev.bargein.core.internal.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where the sound of a new response begins, frame by frame. */
class OnsetDetectorTest {
    private final SampleRing ring = new SampleRing();
    private final OnsetDetector onsets = new OnsetDetector(ring);
    private long frame;

    /** Each character is a frame: a point is silence, all else is sound. */
    private void take(String frames) {
        for (char c : frames.toCharArray()) {
            short[] pcm = new short[SampleRing.FRAME];
            Arrays.fill(pcm, (short) (c == '.' ? 0 : 3_000));
            ring.append(pcm);
            onsets.observe(frame++, c != '.');
        }
    }

    private static String silence(int frames) {
        return ".".repeat(frames);
    }

    @Test
    void soundIsNewAfterAShortSilenceFromTheFloorOnAndAfterALongOneEarlier() {
        onsets.setFloor(20, 10);
        assertThat(onsets.floorFrame()).isEqualTo(20);
        assertThat(onsets.isNew(20, 6)).isTrue();
        assertThat(onsets.isNew(20, 5)).isFalse();
        assertThat(onsets.isNew(19, 6)).isFalse();
        assertThat(onsets.isNew(19, 29)).isFalse();
        assertThat(onsets.isNew(19, 30)).isTrue();
        assertThat(onsets.isNew(10, 30)).isTrue();
        assertThat(onsets.isNew(9, 30)).isFalse();
    }

    @Test
    void theSoundThatArrivesBeganAfterItsSilence() {
        onsets.setFloor(9, 9);
        take("xxx" + silence(6) + "xx");
        assertThat(onsets.runFrame()).isEqualTo(9);
        assertThat(onsets.silentRun()).isZero();
        assertThat(onsets.soundedSinceFloor()).isTrue();
        onsets.setFloor(10, 10);
        assertThat(onsets.soundedSinceFloor()).isFalse();
        onsets.setFloor(9, 9);
        take(silence(5) + "x");
        assertThat(onsets.runFrame()).isEqualTo(16);
        assertThat(onsets.soundedSinceFloor()).as("5 frames are too few").isFalse();
        take(silence(2));
        assertThat(onsets.silentRun()).isEqualTo(2);
        onsets.restart();
        assertThat(onsets.silentRun()).isZero();
    }

    @Test
    void anOnsetIsFoundInWhatWasKept() {
        onsets.setFloor(1_000, 1_000);
        take("xx" + silence(5) + "x" + silence(6) + "xx");
        assertThat(onsets.find(0, 0)).isEqualTo(14);
        assertThat(onsets.find(14, 0)).isEqualTo(14);
        assertThat(onsets.find(15, 0)).isEqualTo(-1);
        assertThat(onsets.find(0, 14)).as("from there on there was no silence").isEqualTo(-1);
        assertThat(onsets.find(0, -1)).as("the stream begins with silence").isZero();
    }

    @Test
    void ofAStreamThatIsLongerThanWhatIsKeptOnlyThatIsLookedAt() {
        take("x" + silence(6) + "x".repeat(600));
        assertThat(onsets.find(0, 0)).isEqualTo(-1);
    }

    @Test
    void soundBeginsAgainAfterTheLongestSilence() {
        onsets.setFloor(2, 2);
        take("xx" + silence(2) + "x" + silence(4) + "x" + silence(4) + "x");
        assertThat(onsets.afterLongestSilence(100, 77))
                .as("the first of two that are as long")
                .isEqualTo(9);
        assertThat(onsets.afterLongestSilence(3, 77)).isEqualTo(14);
        assertThat(onsets.afterLongestSilence(1, 77)).isEqualTo(77);
        onsets.setFloor(10, 10);
        assertThat(onsets.afterLongestSilence(100, 77)).isEqualTo(14);
    }

    @Test
    void theLastOnsetBetweenTwoFramesFollowsThreeSilentOnes() {
        take("x" + silence(3) + "x" + silence(2) + "x" + silence(3) + "x");
        assertThat(onsets.lastOnset(0, 100, 77)).isEqualTo(11);
        assertThat(onsets.lastOnset(-5, 11, 77)).isEqualTo(4);
        assertThat(onsets.lastOnset(9, 12, 77))
                .as("two silent ones from there on")
                .isEqualTo(77);
        assertThat(onsets.lastOnset(8, 12, 77)).isEqualTo(11);
    }
}
