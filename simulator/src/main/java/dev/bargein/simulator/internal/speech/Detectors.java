package dev.bargein.simulator.internal.speech;

import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.speech.EnergyVoiceActivity;
import dev.bargein.simulator.speech.VoiceActivity;
import dev.bargein.simulator.speech.VoiceActivityProvider;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The detectors of speech of one simulator: the wanted ones, those on the class path, or loudness.
 *
 * <p>Thread-safe.
 */
final class Detectors {
    private final SimulatorListener listener;
    private @Nullable VoiceActivityProvider provider;
    private @Nullable VoiceActivity kept;

    Detectors(@Nullable VoiceActivityProvider wanted, SimulatorListener listener) {
        this.provider = wanted;
        this.listener = listener;
    }

    /**
     * Loads the wanted detector now, if there is one, and keeps what all share until {@link #close}: whoever speaks first
     * would otherwise be heard too late.
     */
    void loadWanted() {
        if (provider != null) {
            VoiceActivity first = create();
            first.probability(new short[VoiceActivity.FRAME_SAMPLES]);
            kept = first;
        }
    }

    /** Frees what is kept; closing twice is closing once. */
    void close() {
        VoiceActivity first = kept;
        kept = null;
        if (first != null) {
            first.close();
        }
    }

    /** Loads a detector on a worker, since the first one may take a while. */
    void load(SpeechInput.Slot slot, Executor workers, Runnable wake) {
        try {
            workers.execute(() -> {
                slot.fill(create());
                wake.run();
            });
        } catch (RejectedExecutionException closed) {
            // The simulator is closing, and nobody will speak any more.
        }
    }

    private VoiceActivity create() {
        VoiceActivityProvider chosen = choose();
        try {
            return new GuardedVoiceActivity(
                    chosen.create(),
                    why -> listener.onNote(
                            "Speech is told by its loudness from now on in a session, because the detector '"
                                    + chosen.name() + "' failed: " + why));
        } catch (RuntimeException | LinkageError e) {
            fallBack(chosen, e);
            return EnergyVoiceActivity.PROVIDER.create();
        }
    }

    private synchronized VoiceActivityProvider choose() {
        VoiceActivityProvider chosen = provider;
        if (chosen == null) {
            chosen = ServiceLoader.load(VoiceActivityProvider.class).findFirst().orElse(EnergyVoiceActivity.PROVIDER);
            provider = chosen;
        }
        return chosen;
    }

    /** From now on nobody tries again, and it is said once. */
    private synchronized void fallBack(VoiceActivityProvider failed, Throwable why) {
        if (failed.equals(provider)) {
            provider = EnergyVoiceActivity.PROVIDER;
            listener.onNote("Speech is told by its loudness, because the detector '" + failed.name()
                    + "' cannot be loaded: " + why.getMessage());
        }
    }
}
