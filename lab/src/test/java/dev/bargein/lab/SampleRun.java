package dev.bargein.lab;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Timeline.Lane;
import dev.bargein.lab.Timeline.Mark;
import dev.bargein.lab.Timeline.Sound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Results of the shape that a run has, made up from a seed: for tests of what is drawn and written from them. */
public final class SampleRun {
    private SampleRun() {}

    /** The environment of every sample. */
    public static Environment environment() {
        return new Environment(
                "0.1.0",
                "simulator",
                42,
                5,
                new Environment.Machine("17.0.15", "Linux amd64", 2),
                new Environment.Course(Instant.EPOCH, Duration.ofSeconds(87), false, 0));
    }

    /** Five trials of all 40 arms. */
    public static AbResult full() {
        List<TrialResult> trials = new ArrayList<>();
        for (Scenario scenario : Scenario.withTrials()) {
            for (Strategy strategy : Strategy.all()) {
                for (TransportKind transport : TransportKind.values()) {
                    for (int i = 0; i < 5; i++) {
                        trials.add(trial(new Arm(strategy, transport, scenario, Network.CLEAN), 42 + i));
                    }
                }
            }
        }
        return new AbResult(environment(), trials);
    }

    /** A result of some trials. */
    public static AbResult of(TrialResult... trials) {
        return new AbResult(environment(), List.of(trials));
    }

    /** An arm on the clean network. */
    public static Arm arm(Strategy strategy, TransportKind transport, Scenario scenario) {
        return new Arm(strategy, transport, scenario, Network.CLEAN);
    }

    /** A trial with plausible values. */
    public static TrialResult trial(Arm arm, long seed) {
        Random random = new Random(seed * 31 + arm.toString().hashCode());
        boolean good = arm.strategy().equals(Strategy.BARGEIN);
        boolean mutes = arm.strategy().equals(Strategy.MUTE_UNTIL_STOPPED);
        boolean clears = arm.strategy().equals(Strategy.CANCEL_CLEAR);
        double buffered = 5_200 + 3_900 * random.nextDouble();
        double silence =
                good || mutes ? 4 + 11 * random.nextDouble() : clears ? 62 + 40 * random.nextDouble() : buffered;
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : arm.scenario().metrics()) {
            metrics.put(
                    metric,
                    switch (metric) {
                        case STOP_TO_SILENCE -> silence;
                        case LEAK -> silence > 20 ? silence - 3 : 0.0;
                        case CLIP -> clears ? 180 * random.nextDouble() : 0.0;
                        case HOLES, REPEATS -> clears ? 40 * random.nextDouble() : 0.0;
                        case ONSET_DELAY -> 8 + 30 * random.nextDouble();
                        case TRUNCATION_ERROR ->
                            good ? 4 - 8 * random.nextDouble() : 1_302 - 2_400 * random.nextDouble();
                        case TALK_HEAD_LOSS, TALK_TAIL_LOSS -> good ? 0.0 : 90 * random.nextDouble();
                        case LOCK_OUT -> mutes ? buffered + 200 : 0.3;
                        case WASTE -> good ? 40.0 : buffered;
                    });
        }
        return TrialResult.of(arm, seed, metrics, timeline(silence, random));
    }

    /** Half a second of sound, what leaks, a pause, and the next answer. */
    private static Timeline timeline(double silenceMs, Random random) {
        int before = 90;
        int leak = (int) Math.ceil(silenceMs / Timeline.FRAME_MS);
        int frames = before + leak + 140;
        double[] peaks = new double[frames];
        Sound[] sounds = new Sound[frames];
        for (int i = 0; i < frames; i++) {
            int after = i - before - leak;
            sounds[i] = i < before ? Sound.HEARD : after < 0 ? Sound.LEAKED : after > 80 ? Sound.NEXT : Sound.SILENCE;
            double syllable = Math.abs(Math.sin(i / 9.0)) * (0.45 + 0.5 * Math.abs(Math.sin(i / 61.0)));
            peaks[i] = sounds[i] == Sound.SILENCE ? 0 : Math.min(1, syllable + 0.12 * random.nextDouble());
        }
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark(Lane.APP, 0, "stop()", "", false));
        marks.add(new Mark(Lane.APP, silenceMs + 300, "say()", "", false));
        marks.add(new Mark(Lane.CLIENT, 0.4, "response.cancel", "", false));
        marks.add(new Mark(Lane.CLIENT, 0.5, "output_audio_buffer.clear", "", false));
        marks.add(new Mark(Lane.CLIENT, 3, "conversation.item.truncate", "audio_end_ms 2310", false));
        marks.add(new Mark(Lane.SERVER, 1.6, "response.done", "cancelled", false));
        marks.add(new Mark(Lane.SERVER, 1.9, "output_audio_buffer.cleared", "", false));
        marks.add(new Mark(Lane.SERVER, 4.2, "conversation.item.truncated", "audio_end_ms 2310", false));
        marks.add(new Mark(Lane.SERVER, silenceMs + 700, "response.created", "", false));
        for (int i = 0; i < 60; i++) {
            marks.add(new Mark(Lane.SERVER, -900 + 15 * i, "response.output_audio.delta", "", true));
        }
        return Timeline.of(-900, peaks, sounds, marks);
    }
}
