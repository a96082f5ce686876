package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.VoiceActivity;
import java.util.function.Consumer;

/**
 * A detector that is replaced by loudness when it throws, so that its session goes on.
 *
 * <p>Not thread-safe: used only by one session.
 */
final class GuardedVoiceActivity implements VoiceActivity {
    private final Consumer<Throwable> onFailure;
    private VoiceActivity detector;
    private boolean failed;

    /**
     * Guards a detector, and closes it.
     *
     * @param onFailure told once of what it threw
     */
    GuardedVoiceActivity(VoiceActivity detector, Consumer<Throwable> onFailure) {
        this.detector = detector;
        this.onFailure = onFailure;
    }

    @Override
    public float probability(short[] frame) {
        if (failed) {
            return detector.probability(frame);
        }
        try {
            return detector.probability(frame);
        } catch (RuntimeException | Error e) {
            OutOfMemoryWatch.check(e);
            failed = true;
            close();
            detector = EnergyVoiceActivity.PROVIDER.create();
            onFailure.accept(e);
            return detector.probability(frame);
        }
    }

    @Override
    public void close() {
        try {
            detector.close();
        } catch (RuntimeException | Error e) {
            OutOfMemoryWatch.check(e);
            onFailure.accept(e);
        }
    }
}
