package dev.bargein.lab.handsfree;

import dev.bargein.client.TransportKind;
import dev.bargein.core.BargeInOptions;
import dev.bargein.core.SpeechDetector;
import dev.bargein.lab.internal.TrialSeeds;
import dev.bargein.lab.internal.handsfree.ConversationPool;
import dev.bargein.lab.internal.handsfree.Talkers;
import dev.bargein.simulator.speech.Voice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Seeded conversations at an open microphone in virtual time: the client's own state machine and player between a service
 * and a user who coughs, hums, types, is talked over, and interrupts. Each is lived through in every arm.
 *
 * <p>Thread-safe; {@link #run} is called once and blocks, {@link #cancel} may come from any thread.
 */
public final class HandsFreeRun {
    /** How many conversations there are unless told otherwise. */
    public static final int DEFAULT_CONVERSATIONS = 500;

    /** More than this are refused. */
    public static final int MAX_CONVERSATIONS = 10_000;

    /** The round trips, in milliseconds of virtual time. */
    private static final List<Integer> RTT_MS = List.of(0, 200);

    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final Builder settings;
    private final List<HandsFreeArm> arms;
    private volatile boolean cancelled;
    private volatile ConversationPool pool =
            new ConversationPool(Talkers.synthetic(), BargeInOptions.DEFAULT, Map.of(), List.of(), 1);

    private HandsFreeRun(Builder settings) {
        this.settings = settings;
        List<HandsFreeArm> all = new ArrayList<>();
        for (String detector : settings.detectors.keySet()) {
            for (TransportKind transport : settings.transports) {
                RTT_MS.forEach(rtt -> all.add(new HandsFreeArm(transport, rtt, detector)));
            }
        }
        this.arms = List.copyOf(all);
    }

    /** A run to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many conversations there will be, over all arms. */
    public int trials() {
        return settings.conversations * arms.size();
    }

    /** Lives through all conversations, or through those that are done by {@link #cancel}. */
    public HandsFreeResult run() {
        boolean spoken = !settings.voices.isEmpty();
        Talkers talkers = spoken ? Talkers.of(settings.voices) : Talkers.synthetic();
        ConversationPool conversations =
                new ConversationPool(talkers, settings.options, settings.detectors, arms, THREADS);
        pool = conversations;
        if (cancelled) {
            conversations.cancel();
        }
        List<Long> seeds = IntStream.range(0, settings.conversations)
                .mapToObj(trial -> TrialSeeds.ofTrial(settings.seed, trial))
                .toList();
        List<HandsFreeTrial> trials = conversations.run(seeds, settings.listener);
        return new HandsFreeResult(
                settings.seed,
                settings.conversations,
                spoken
                        ? settings.voices.stream().map(Voice::name).collect(Collectors.joining(", "))
                        : "synthetic syllables",
                conversations.isCancelled(),
                trials,
                trials.stream()
                        .filter(HandsFreeRun::isTelling)
                        .limit(1)
                        .map(conversations::picture)
                        .toList());
    }

    /** Whether the voice was held and went on, and yielded in the end: what a picture should show. */
    private static boolean isTelling(HandsFreeTrial trial) {
        return trial.fault().isEmpty()
                && trial.arm().transport() == TransportKind.WEBRTC
                && trial.arm().rttMs() > 0
                && trial.sounds().stream().anyMatch(sound -> sound.kind() == SoundKind.COUGH && sound.held())
                && trial.sounds().stream()
                        .anyMatch(sound -> sound.cut() && sound.pausesMs().isEmpty());
    }

    /** Ends the run: {@link #run} returns with the conversations that are done. */
    public void cancel() {
        cancelled = true;
        pool.cancel();
    }

    /** Configures a run; without a word it is 500 conversations in all arms with the detector that goes by loudness. */
    public static final class Builder {
        private List<TransportKind> transports = List.of(TransportKind.values());
        private final Map<String, Supplier<SpeechDetector>> detectors = new LinkedHashMap<>();
        private List<Voice> voices = List.of();
        private BargeInOptions options = BargeInOptions.DEFAULT;
        private int conversations = DEFAULT_CONVERSATIONS;
        private long seed = 1;
        private Consumer<HandsFreeTrial> listener = trial -> {};

        private Builder() {
            detectors.put("energy", SpeechDetector::energy);
        }

        /** On which transports; on both unless set. */
        public Builder transports(List<TransportKind> some) {
            transports = some.stream().distinct().toList();
            return this;
        }

        /**
         * With a further detector of speech.
         *
         * @param each makes one for each conversation, which is closed afterwards where it can be
         */
        public Builder detector(String name, Supplier<SpeechDetector> each) {
            detectors.put(name, each);
            return this;
        }

        /** Who speaks; syllables that are made up unless set. */
        public Builder voices(List<Voice> some) {
            voices = List.copyOf(some);
            return this;
        }

        /** When speech is an interruption; {@link BargeInOptions#DEFAULT} unless set. */
        public Builder options(BargeInOptions bargeIn) {
            options = bargeIn;
            return this;
        }

        /** How many conversations; {@value HandsFreeRun#DEFAULT_CONVERSATIONS} unless set. */
        public Builder conversations(int number) {
            if (number < 1 || number > MAX_CONVERSATIONS) {
                throw new IllegalArgumentException(
                        "a run has 1 to " + MAX_CONVERSATIONS + " conversations, not " + number);
            }
            conversations = number;
            return this;
        }

        /** What all random moments follow from; 1 unless set. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** Who is told of each conversation, on threads of the run, one call at a time. */
        public Builder listener(Consumer<HandsFreeTrial> watcher) {
            listener = watcher;
            return this;
        }

        /** The run. */
        public HandsFreeRun build() {
            return new HandsFreeRun(copy());
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.transports = transports;
            copy.detectors.putAll(detectors);
            copy.voices = voices;
            copy.options = options;
            copy.conversations = conversations;
            copy.seed = seed;
            copy.listener = listener;
            return copy;
        }
    }
}
