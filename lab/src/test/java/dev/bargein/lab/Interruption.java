package dev.bargein.lab;

import static dev.bargein.lab.EarRecordingBuilder.NEXT;
import static dev.bargein.lab.EarRecordingBuilder.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bargein.lab.ear.EarInterruption;
import dev.bargein.lab.ear.EarMark;
import dev.bargein.lab.ear.EarMetrics;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.lab.ear.EarResponse;
import java.util.Random;

/**
 * A randomly chosen interruption of which everything is known, and the check that the ruler says the same.
 *
 * @param recording what was heard
 * @param t0 the sample of the stop
 * @param leakMs what was heard of the old response after t0
 * @param silentFromMs when the last of it ended, after t0
 * @param heardMs how far the old response was heard
 * @param clipMs what is missing from the start of the next response
 * @param missingMs what is missing in its middle
 * @param onsetMs when its first sound came, after t0
 * @param nextHeardMs how far it was heard
 */
record Interruption(
        EarRecordingBuilder recording,
        int t0,
        double leakMs,
        double silentFromMs,
        double heardMs,
        double clipMs,
        double missingMs,
        double onsetMs,
        double nextHeardMs) {
    private static final double[] LEAKS_MS = {0, 0, 0, 3, 10, 37, 120, 600, 1_500};
    private static final double[] CLIPS_MS = {0, 0, 5, 20, 60, 200};

    static Interruption random(Random random) {
        EarRecordingBuilder recording = new EarRecordingBuilder();
        recording.silence(random.nextDouble() * 200);
        double played = 200 + random.nextDouble() * 1_500;
        recording.speech(OLD, 0, played);
        int t0 = recording.samples();

        double leak = LEAKS_MS[random.nextInt(LEAKS_MS.length)] * (0.8 + random.nextDouble() * 0.4);
        recording.speech(OLD, played, leak);
        double heard = played + leak;
        if (random.nextInt(3) == 0) {
            recording.fadingSpeech(OLD, heard, 5);
            leak += 5;
            heard += 5;
        }
        double silentFrom = since(t0, recording);
        if (leak == 0) {
            silentFrom = 0;
        }
        recording.silence(50 + random.nextDouble() * 400);
        if (random.nextInt(4) == 0) {
            double again = 30 + random.nextDouble() * 300;
            recording.speech(OLD, heard, again);
            leak += again;
            heard += again;
            silentFrom = since(t0, recording);
            recording.silence(random.nextBoolean() ? 0 : 50 + random.nextDouble() * 200);
        }

        double onset = since(t0, recording);
        double clip = CLIPS_MS[random.nextInt(CLIPS_MS.length)];
        double first = 150 + random.nextDouble() * 1_000;
        double missing = random.nextInt(3) == 0 ? 20 + random.nextDouble() * 500 : 0;
        double second = 150 + random.nextDouble() * 1_000;
        recording.speech(NEXT, clip, first);
        if (random.nextInt(4) == 0) {
            recording.silence(50 + random.nextDouble() * 300);
        }
        recording.speech(NEXT, clip + first + missing, second);
        recording.silence(random.nextDouble() * 100);
        return new Interruption(
                recording, t0, leak, silentFrom, heard, clip, missing, onset, clip + first + missing + second);
    }

    private static double since(int t0, EarRecordingBuilder recording) {
        return (recording.samples() - t0) / 24.0;
    }

    /** Measures the interruption where the sound is exactly known: everything within 10 ms. */
    void check(short[] heard, String what) {
        check(heard, 10, 0, what);
    }

    /**
     * Measures the interruption after a speech codec. A codec goes on sounding above -50 dBFS for up to two of its
     * packets; that is audible and rightly counted, each time that the old response ends.
     */
    void checkAfterCodec(short[] heard, String what) {
        check(heard, 15, 40, what);
    }

    private void check(short[] heard, double toleranceMs, double smearMs, String what) {
        EarRecording ear = EarRecordingBuilder.earOf(heard);
        EarMark stop = EarRecordingBuilder.markAt(ear, "stop", t0);
        EarMetrics metrics = EarMetrics.of(ear, stop);
        EarInterruption interruption = metrics.interruption(OLD, NEXT);
        String story = what + ": " + this + " measured " + interruption + " " + metrics.segments();
        assertThat(interruption.leakMs())
                .as("leak, " + story)
                .isBetween(leakMs - toleranceMs, leakMs + toleranceMs + 2 * smearMs);
        assertThat(interruption.stopToSilenceMs())
                .as("stop-to-silence, " + story)
                .isBetween(silentFromMs - toleranceMs, silentFromMs + toleranceMs + smearMs);
        assertThat(interruption.heardMs()).as("heard, " + story).isCloseTo(heardMs, within(toleranceMs));
        EarResponse next = metrics.response(NEXT, 5_000);
        assertThat(next.clipMs()).as("clip, " + story).isCloseTo(clipMs, within(10.0));
        assertThat(next.missingMs()).as("missing, " + story).isCloseTo(missingMs, within(toleranceMs));
        assertThat(next.heardMs()).as("next heard, " + story).isCloseTo(nextHeardMs, within(toleranceMs));
        assertThat(metrics.onsetDelayMs(NEXT, stop).orElseThrow())
                .as("onset, " + story)
                .isCloseTo(onsetMs, within(10.0));
    }
}
