package dev.bargein.lab.internal;

import dev.bargein.client.VirtualMicrophone;
import dev.bargein.lab.LabException;
import dev.bargein.lab.Metric;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.TrialResult;
import dev.bargein.lab.ear.EarInterruption;
import dev.bargein.lab.ear.EarMark;
import dev.bargein.lab.ear.EarMetrics;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.lab.ear.EarResponse;
import dev.bargein.lab.ear.EarTalk;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.calibration.CalibrationDecoder;
import dev.bargein.simulator.calibration.CalibrationSegment;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Turns what a trial recorded into numbers: from the ear, and from what the server ended up with.
 *
 * <p>Not thread-safe; everything is read once.
 */
final class TrialMeasures {
    private static final double NANOS_PER_MS = 1e6;
    private static final double SAMPLES_PER_MS = 24;

    private final Trial trial;
    private final EarMark t0;
    private final EarMetrics heard;
    private final List<SimulatorResponse> responses;
    private final List<SimulatorItem> items;
    private final Map<Metric, Double> metrics = new EnumMap<>(Metric.class);

    TrialMeasures(Trial trial) {
        this.trial = trial;
        this.t0 = trial.mark();
        this.heard = EarMetrics.of(trial.ear().recording(), t0);
        this.responses = trial.server().responses();
        this.items = trial.server().items();
    }

    TrialResult result() {
        int interrupted = trial.interrupts() ? signature(0) : EarMetrics.NO_RESPONSE;
        int next = signature(trial.interrupts() ? 1 : 0);
        if (trial.interrupts()) {
            interruption(interrupted, next);
        }
        if (trial.spoken() == null) {
            lockOutOfStop();
            metrics.put(Metric.WASTE, (double) trial.server().ledger().wasteMs());
        } else {
            lockOutOfPress();
            talk(trial.spoken());
        }
        if (trial.arm().scenario() == Scenario.STOP_THEN_ASK) {
            next();
        }
        return TrialResult.of(
                trial.arm(), trial.seed(), metrics, new TimelineBuilder(trial, heard, interrupted, next).build());
    }

    /** The signature of the n-th response, or that of none. */
    private int signature(int response) {
        return responses.size() > response ? responses.get(response).signature() : EarMetrics.NO_RESPONSE;
    }

    private void interruption(int interrupted, int next) {
        if (interrupted == EarMetrics.NO_RESPONSE) {
            // Nothing was ever made, so nothing can have been heard or remembered.
            metrics.put(Metric.STOP_TO_SILENCE, 0.0);
            metrics.put(Metric.LEAK, 0.0);
            if (trial.spoken() == null) {
                metrics.put(Metric.TRUNCATION_ERROR, 0.0);
            }
            return;
        }
        EarInterruption ear = heard.interruption(interrupted, next);
        metrics.put(Metric.STOP_TO_SILENCE, ear.stopToSilenceMs());
        metrics.put(Metric.LEAK, ear.leakMs());
        if (trial.spoken() == null) {
            metrics.put(Metric.TRUNCATION_ERROR, remembered() - Math.min(ear.heardMs(), sent()));
        }
    }

    /** How much of the first response the server believes to have been heard. */
    private double remembered() {
        return itemsOfFirst()
                .filter(item -> !item.deleted())
                .mapToDouble(SimulatorItem::audioMs)
                .sum();
    }

    /** How much of the first response was sent: sound from beyond that was misread. */
    private double sent() {
        return itemsOfFirst().mapToDouble(SimulatorItem::sentMs).sum();
    }

    private Stream<SimulatorItem> itemsOfFirst() {
        String first = responses.get(0).id();
        return items.stream().filter(item -> item.responseId().equals(first));
    }

    /** A user who is locked out at any time after t0 could not talk until the lock was lifted. */
    private void lockOutOfStop() {
        long access = trial.accessNanos();
        long unlocked = trial.log().unlockedNanos();
        if (trial.log().locked()) {
            access = trial.endNanos();
        } else if (access == 0 || unlocked > access) {
            access = unlocked;
        }
        metrics.put(Metric.LOCK_OUT, Math.max(0, access - t0.nanos()) / NANOS_PER_MS);
    }

    private void lockOutOfPress() {
        long live = trial.microphone().liveChanges().stream()
                .filter(change -> change.live() && change.nanos() >= t0.nanos())
                .mapToLong(VirtualMicrophone.LiveChange::nanos)
                .findFirst()
                .orElseGet(() -> {
                    long unlocked = trial.log().unlockedNanos();
                    return unlocked > t0.nanos() ? unlocked : trial.endNanos();
                });
        metrics.put(Metric.LOCK_OUT, Math.max(0, live - t0.nanos()) / NANOS_PER_MS);
    }

    private void talk(Trial.Spoken spoken) {
        EarTalk lost = EarMetrics.talk(trial.committed(), spoken.signature(), spoken.lengthMs());
        metrics.put(Metric.TALK_HEAD_LOSS, lost.headLossMs());
        metrics.put(Metric.TALK_TAIL_LOSS, lost.tailLossMs());
        metrics.put(Metric.HOLES, lost.missingMs());
        metrics.put(Metric.REPEATS, lost.repeatedMs());
    }

    private void next() {
        int signature = signature(1);
        if (signature == EarMetrics.NO_RESPONSE) {
            throw new LabException("the next question was never answered");
        }
        SimulatorResponse response = responses.get(1);
        EarResponse ear = heard.response(signature, response.generatedMs());
        metrics.put(Metric.CLIP, ear.clipMs());
        metrics.put(Metric.HOLES, ear.missingMs());
        metrics.put(Metric.REPEATS, ear.repeatedMs());
        OptionalLong arrival =
                trial.isLive() ? liveArrival(signature) : trial.log().arrival(response.id());
        if (arrival.isPresent()) {
            EarRecording recording = trial.ear().recording();
            long nanos = arrival.getAsLong();
            EarMark mark = new EarMark("arrival", nanos, recording.sampleAt(nanos));
            heard.onsetDelayMs(signature, mark).ifPresent(ms -> metrics.put(Metric.ONSET_DELAY, ms));
        }
    }

    /** When the first sound of a response arrived on the remote track. */
    private OptionalLong liveArrival(int signature) {
        List<TrialLog.LiveFrame> live = trial.log().live();
        short[] pcm = new short[live.size() * CalibrationDecoder.FRAME_SAMPLES];
        for (int i = 0; i < live.size(); i++) {
            System.arraycopy(
                    live.get(i).pcm(), 0, pcm, i * CalibrationDecoder.FRAME_SAMPLES, CalibrationDecoder.FRAME_SAMPLES);
        }
        int heardAs = CalibrationVoice.heardSignature(signature);
        return CalibrationDecoder.segments(pcm).stream()
                .filter(segment -> segment.signature() == heardAs)
                .mapToLong(CalibrationSegment::startSample)
                .map(start -> {
                    int frame = (int) (start / CalibrationDecoder.FRAME_SAMPLES);
                    double inFrameMs = (start % CalibrationDecoder.FRAME_SAMPLES) / SAMPLES_PER_MS;
                    return live.get(frame).nanos() + (long) (inFrameMs * NANOS_PER_MS);
                })
                .findFirst();
    }
}
