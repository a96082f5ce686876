package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.protocol.AudioBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The player holds a voice, and goes on at the very sample. */
class PlayoutPauseTest {
    private static final int FRAME = Playout.FRAME_SAMPLES;
    private static final TrackId TRACK = new TrackId("r1", "i1", 0);

    private final Playout queue = new Playout(TransportTraits.WEBSOCKET);
    private final Playout stream = new Playout(TransportTraits.WEBRTC);
    private int fed;

    /** Every sample comes once and in order; only the 5 ms before the pause and after it are softer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 60, 150})
    void everySampleOfAQueueComesOnceWhateverThePause(int pausedFrames) {
        short[] pcm = ramp(40 * FRAME);
        queue.apply(new Command.Play(1, TRACK, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        List<Short> out = new ArrayList<>();
        render(queue, 10, out);
        queue.apply(new Command.Pause(2));
        List<Short> held = new ArrayList<>();
        render(queue, pausedFrames, held);
        queue.apply(new Command.Resume(3));
        List<Short> rest = new ArrayList<>();
        render(queue, 31, rest);

        assertThat(held.subList(120, held.size())).as("silence within 5 ms").containsOnly((short) 0);
        out.addAll(held.subList(0, 120));
        out.addAll(rest);
        for (int i = 0; i < pcm.length; i++) {
            boolean soft = i >= 10 * FRAME && i < 10 * FRAME + 240;
            if (soft) {
                assertThat(out.get(i)).as("sample %d", i).isBetween((short) 0, pcm[i]);
            } else {
                assertThat(out.get(i)).as("sample %d", i).isEqualTo(pcm[i]);
            }
        }
        assertThat(queue.report().tracks())
                .containsExactly(new PlayoutReport.Track(TRACK, pcm.length, pcm.length, 0, 0));
    }

    /** The stream comes on while the player holds it: it waits, and what was not played follows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 70, 200})
    void everySampleOfALiveStreamComesOnceWhateverThePause(int pausedFrames) {
        List<Short> out = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            live(out);
        }
        stream.apply(new Command.Pause(1));
        List<Short> held = new ArrayList<>();
        for (int i = 0; i < pausedFrames; i++) {
            live(held);
        }
        assertThat(held.subList(120, held.size())).as("silence within 5 ms").containsOnly((short) 0);
        out.addAll(held.subList(0, 120));
        stream.apply(new Command.Resume(2));
        // Read a little faster from the first second on, so only what comes before is compared sample by sample.
        for (int i = 0; i < 30; i++) {
            live(out);
        }
        int begin = out.indexOf((short) 1_000);
        int pausedAt = 30 * FRAME;
        for (int i = begin; i < out.size(); i++) {
            short expected = sample(i - begin);
            if (i >= pausedAt && i < pausedAt + 240) {
                assertThat(out.get(i)).as("sample %d", i).isBetween((short) 0, expected);
            } else {
                assertThat(out.get(i)).as("sample %d", i).isEqualTo(expected);
            }
        }
        assertThat(stream.report().live().dropped()).isZero();
    }

    @Test
    void aPauseOfNothingAndAResumeWithoutAPauseAreNothing() {
        queue.apply(new Command.Resume(1));
        queue.apply(new Command.Pause(2));
        render(queue, 3, new ArrayList<>());
        queue.apply(new Command.Pause(3));
        queue.apply(new Command.Resume(4));
        short[] pcm = ramp(2 * FRAME);
        queue.apply(new Command.Play(5, TRACK, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        List<Short> out = new ArrayList<>();
        render(queue, 2, out);
        assertThat(out.subList(120, 480)).isEqualTo(list(pcm).subList(120, 480));
    }

    @Test
    void whatIsFlushedWhileItIsHeldIsGoneWithoutAClickAndTheNextAnswerIsHeard() {
        short[] pcm = ramp(20 * FRAME);
        queue.apply(new Command.Play(1, TRACK, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        render(queue, 3, new ArrayList<>());
        queue.apply(new Command.Pause(2));
        render(queue, 5, new ArrayList<>());
        queue.apply(new Command.Flush(3));
        List<Short> after = new ArrayList<>();
        render(queue, 3, after);
        assertThat(after).containsOnly((short) 0);
        TrackId next = new TrackId("r2", "i2", 0);
        queue.apply(new Command.Play(4, next, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        List<Short> answer = new ArrayList<>();
        render(queue, 20, answer);
        assertThat(answer).isEqualTo(list(pcm));
    }

    @Test
    void whatIsFlushedAsItComesBackStaysSilent() {
        short[] pcm = ramp(20 * FRAME);
        queue.apply(new Command.Play(1, TRACK, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        render(queue, 3, new ArrayList<>());
        queue.apply(new Command.Pause(2));
        render(queue, 5, new ArrayList<>());
        queue.apply(new Command.Resume(3));
        queue.apply(new Command.Flush(4));
        List<Short> after = new ArrayList<>();
        render(queue, 3, after);
        assertThat(after).containsOnly((short) 0);
    }

    @Test
    void whatIsFlushedInTheFrameInWhichItIsHeldFallsWithoutAClick() {
        short[] pcm = ramp(20 * FRAME);
        queue.apply(new Command.Play(1, TRACK, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        render(queue, 3, new ArrayList<>());
        queue.apply(new Command.Pause(2));
        queue.apply(new Command.Flush(3));
        List<Short> after = new ArrayList<>();
        render(queue, 2, after);
        assertThat(after.get(0)).isCloseTo(sample(3 * FRAME), within((short) 5));
        assertThat(after.subList(120, 480)).containsOnly((short) 0);
    }

    private void live(List<Short> out) {
        short[] pcm = new short[FRAME];
        for (int i = 0; i < FRAME; i++) {
            pcm[i] = sample(fed++);
        }
        stream.live(pcm);
        render(stream, 1, out);
    }

    /** Never silent, and the same again only after 5 s. */
    private static short sample(int position) {
        return (short) (1_000 + position % 30_000);
    }

    private static void render(Playout playout, int frames, List<Short> out) {
        short[] frame = new short[FRAME];
        for (int i = 0; i < frames; i++) {
            Arrays.fill(frame, (short) 99);
            playout.render(frame);
            for (short s : frame) {
                out.add(s);
            }
        }
    }

    private static List<Short> list(short[] pcm) {
        List<Short> out = new ArrayList<>();
        for (short s : pcm) {
            out.add(s);
        }
        return out;
    }

    private static short[] ramp(int length) {
        short[] pcm = new short[length];
        for (int i = 0; i < length; i++) {
            pcm[i] = sample(i);
        }
        return pcm;
    }
}
