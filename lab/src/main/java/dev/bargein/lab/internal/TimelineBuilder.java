package dev.bargein.lab.internal;

import dev.bargein.lab.Timeline;
import dev.bargein.lab.Timeline.Mark;
import dev.bargein.lab.Timeline.Sound;
import dev.bargein.lab.ear.EarMetrics;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.lab.ear.EarSpan;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts what a trial recorded on one time axis, for drawing. Not thread-safe. */
final class TimelineBuilder {
    private static final double NANOS_PER_MS = 1e6;
    private static final double SAMPLES_PER_MS = 24;
    private static final int FRAME_SAMPLES = 240;
    private static final double FULL_SCALE = 32_768;

    /** Drawings begin shortly before t0. */
    private static final double BEFORE_MS = 1_000;

    private final Trial trial;
    private final EarMetrics heard;
    private final int interrupted;
    private final int next;

    TimelineBuilder(Trial trial, EarMetrics heard, int interrupted, int next) {
        this.trial = trial;
        this.heard = heard;
        this.interrupted = interrupted;
        this.next = next;
    }

    Timeline build() {
        EarRecording ear = trial.ear().recording();
        short[] pcm = ear.pcm();
        long t0 = trial.mark().sample();
        int first = (int) Math.max(0, (t0 - (long) (BEFORE_MS * SAMPLES_PER_MS)) / FRAME_SAMPLES);
        int frames = Math.max(0, pcm.length / FRAME_SAMPLES - first);
        double[] peaks = new double[frames];
        Sound[] sounds = new Sound[frames];
        Arrays.fill(sounds, Sound.SILENCE);
        for (int i = 0; i < frames; i++) {
            peaks[i] = peak(pcm, (first + i) * FRAME_SAMPLES);
        }
        // Where nothing was interrupted, the name of the one who is blamed for what cannot be read does not matter.
        int blamed = interrupted >= 0 ? interrupted : next + 1;
        for (EarSpan span : heard.spans(blamed, next)) {
            for (long i = span.startSample() / FRAME_SAMPLES - first;
                    i < frames && (i + first) * FRAME_SAMPLES < span.endSample();
                    i++) {
                if (i >= 0) {
                    boolean after = (i + first + 1) * FRAME_SAMPLES > t0;
                    sounds[(int) i] = sound(span, after);
                }
            }
        }
        double startMs = ((long) first * FRAME_SAMPLES - t0) / SAMPLES_PER_MS;
        return Timeline.of(startMs, peaks, sounds, marks(startMs));
    }

    private Sound sound(EarSpan span, boolean afterT0) {
        if (interrupted >= 0 && span.signature() == CalibrationVoice.heardSignature(interrupted)) {
            return afterT0 ? Sound.LEAKED : Sound.HEARD;
        }
        if (next >= 0 && span.signature() == CalibrationVoice.heardSignature(next)) {
            return Sound.NEXT;
        }
        return Sound.OTHER;
    }

    private static double peak(short[] pcm, int from) {
        int peak = 0;
        for (int i = from; i < from + FRAME_SAMPLES; i++) {
            peak = Math.max(peak, Math.abs(pcm[i]));
        }
        return peak / FULL_SCALE;
    }

    private List<Mark> marks(double startMs) {
        List<Mark> marks = new ArrayList<>();
        for (TrialLog.Entry entry : trial.log().entries()) {
            double atMs = (entry.nanos() - trial.mark().nanos()) / NANOS_PER_MS;
            if (atMs >= startMs) {
                marks.add(new Mark(entry.lane(), atMs, entry.name(), entry.detail(), entry.minor()));
            }
        }
        return marks;
    }
}
