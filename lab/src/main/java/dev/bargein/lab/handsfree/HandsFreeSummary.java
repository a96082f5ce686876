package dev.bargein.lab.handsfree;

import dev.bargein.lab.Distribution;
import java.util.List;
import java.util.Optional;

/**
 * How an arm came out.
 *
 * @param arm the arm
 * @param trials its conversations, failed ones included
 */
public record HandsFreeSummary(HandsFreeArm arm, List<HandsFreeTrial> trials) {
    /** The share of interruptions after which the voice must stop for good. */
    public static final double LEAST_YIELD = 0.99;

    /** The share of coughs and "mm-hmm" after which the voice must go on. */
    public static final double LEAST_IGNORED = 0.9;

    /** A voice that goes on must not have been held for longer, in milliseconds. */
    public static final double LONGEST_PAUSE_MS = 700;

    /** From the first frame of an interruption that can be heard, 95 % must be silent by then, in milliseconds. */
    public static final double ONSET_TO_SILENCE_P95_MS = 120;

    /** Copies the list. */
    public HandsFreeSummary {
        trials = List.copyOf(trials);
    }

    /** How many conversations tell nothing. */
    public int failed() {
        return (int) trials.stream().filter(HandsFreeTrial::hasFailed).count();
    }

    /** What became of the sounds of a kind. */
    public List<SoundOutcome> sounds(SoundKind kind) {
        return sounds().stream().filter(sound -> sound.kind() == kind).toList();
    }

    private List<SoundOutcome> sounds() {
        return trials.stream()
                .filter(trial -> !trial.hasFailed())
                .flatMap(trial -> trial.sounds().stream())
                .toList();
    }

    /** The share of interruptions after which the voice stopped for good; 1 where there was none. */
    public double yieldRate() {
        return share(sounds(SoundKind.INTERRUPTION), true);
    }

    /** The coughs and "mm-hmm". */
    public List<SoundOutcome> backchannels() {
        return sounds().stream()
                .filter(sound -> sound.kind() == SoundKind.COUGH || sound.kind() == SoundKind.MM_HMM)
                .toList();
    }

    /** The share of coughs and "mm-hmm" after which the voice went on; 1 where there was none. */
    public double ignoredShare() {
        return share(backchannels(), false);
    }

    /** The share of sounds of a kind after which the voice went on; 1 where there was none. */
    public double ignoredShare(SoundKind kind) {
        return share(sounds(kind), false);
    }

    private static double share(List<SoundOutcome> sounds, boolean cut) {
        return sounds.isEmpty()
                ? 1
                : (double) sounds.stream().filter(sound -> sound.cut() == cut).count() / sounds.size();
    }

    /** How long it took from the first frame of an interruption that can be heard until the voice fell silent. */
    public Optional<Distribution> onsetToSilence() {
        return distribution(sounds(SoundKind.INTERRUPTION).stream()
                .filter(SoundOutcome::held)
                .mapToDouble(SoundOutcome::onsetToSilenceMs)
                .toArray());
    }

    /**
     * How long it took until the voice fell silent for good: it comes back for a moment where the user says a word and
     * pauses for longer than the voice may be held.
     */
    public Optional<Distribution> onsetToGone() {
        return distribution(sounds(SoundKind.INTERRUPTION).stream()
                .filter(SoundOutcome::cut)
                .mapToDouble(SoundOutcome::onsetToGoneMs)
                .toArray());
    }

    /** The number of interruptions into the pauses of which the voice came back. */
    public int cameBack() {
        return (int) sounds(SoundKind.INTERRUPTION).stream()
                .filter(sound -> sound.cut() && !sound.pausesMs().isEmpty())
                .count();
    }

    /** How long the voice was held by what was no interruption, and went on afterwards. */
    public Optional<Distribution> falsePauses() {
        return distribution(sounds().stream()
                .filter(sound -> sound.kind() != SoundKind.INTERRUPTION)
                .flatMap(sound -> sound.pausesMs().stream())
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static Optional<Distribution> distribution(double[] values) {
        return values.length == 0 ? Optional.empty() : Optional.of(Distribution.of(values));
    }

    /** Samples that were skipped where the voice went on. */
    public long lostSamples() {
        return sounds().stream().mapToLong(SoundOutcome::lostSamples).sum();
    }

    /** Samples that came twice where the voice went on. */
    public long repeatedSamples() {
        return sounds().stream().mapToLong(SoundOutcome::repeatedSamples).sum();
    }

    /** Whether all is as good as it must be. */
    public boolean isGood() {
        return failed() == 0
                && yieldRate() >= LEAST_YIELD
                && ignoredShare() >= LEAST_IGNORED
                && falsePauses().map(Distribution::max).orElse(0.0) <= LONGEST_PAUSE_MS
                && onsetToSilence().map(Distribution::p95).orElse(0.0) <= ONSET_TO_SILENCE_P95_MS
                && lostSamples() + repeatedSamples() == 0;
    }
}
