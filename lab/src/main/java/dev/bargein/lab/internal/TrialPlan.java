package dev.bargein.lab.internal;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;
import dev.bargein.lab.Arm;
import dev.bargein.lab.Network;
import dev.bargein.lab.Scenario;
import dev.bargein.lab.TrialResult;
import dev.bargein.lab.internal.TrialScheduler.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The trials of a run: every arm has its first before any has its second, so that a run which is ended early tells
 * something about all.
 *
 * @param arms the arms in the order of reports
 * @param seeds the seed of each trial of an arm
 */
public record TrialPlan(List<Arm> arms, List<Long> seeds) {
    /** Copies the lists. */
    public TrialPlan {
        arms = List.copyOf(arms);
        seeds = List.copyOf(seeds);
    }

    /** Every combination. */
    public static List<Arm> arms(
            List<Strategy> strategies, List<TransportKind> transports, List<Scenario> scenarios, Network network) {
        List<Arm> arms = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (!Scenario.withTrials().contains(scenario)) {
                continue;
            }
            for (Strategy strategy : strategies) {
                for (TransportKind transport : transports) {
                    arms.add(new Arm(strategy, transport, scenario, network));
                }
            }
        }
        return arms;
    }

    /** A plan. */
    public static TrialPlan of(List<Arm> arms, int trials, long seed) {
        List<Long> seeds = new ArrayList<>();
        for (int trial = 0; trial < trials; trial++) {
            seeds.add(TrialSeeds.ofTrial(seed, trial));
        }
        return new TrialPlan(arms, seeds);
    }

    /** A turn on each transport. */
    public static TrialPlan ofWarmUp(List<TransportKind> transports) {
        return of(arms(List.of(Strategy.BARGEIN), transports, List.of(Scenario.TALK), Network.CLEAN), 1, 1);
    }

    /** How many trials there are. */
    public int size() {
        return arms.size() * seeds.size();
    }

    /** Carries out one trial. */
    public interface Runner {
        /** Carries it out. */
        TrialResult run(Arm arm, long seed) throws InterruptedException;
    }

    /** The trials in the order in which they should start: those that take longest first. */
    public List<Job> jobs(Runner runner) {
        List<Arm> longestFirst = arms.stream()
                .sorted(Comparator.comparingInt(TrialPlan::expectedMs).reversed())
                .toList();
        List<Job> jobs = new ArrayList<>();
        for (long seed : seeds) {
            for (Arm arm : longestFirst) {
                jobs.add(new Job(arm, seed, () -> runner.run(arm, seed)));
            }
        }
        return jobs;
    }

    private static int expectedMs(Arm arm) {
        boolean waits = arm.strategy().silence() == Strategy.Silence.NONE
                || arm.strategy().silence() == Strategy.Silence.MUTE_UNTIL_STOPPED;
        return switch (arm.scenario()) {
            case STOP_WHILE_GENERATING -> waits ? 12_000 : 5_000;
            case STOP_AFTER_GENERATION -> waits ? 14_000 : 8_000;
            case STOP_BEFORE_AUDIO -> 3_000;
            case STOP_THEN_ASK -> waits ? 11_000 : 6_000;
            case TALK -> waits ? 8_000 : 5_000;
            case BARGE_IN -> 0;
        };
    }

    /** Results in the order of the arms, and of the trials in each. */
    public List<TrialResult> inOrder(List<TrialResult> results) {
        Map<Arm, Integer> armNumbers = new HashMap<>();
        arms.forEach(arm -> armNumbers.put(arm, armNumbers.size()));
        return results.stream()
                .sorted(Comparator.comparingInt((TrialResult result) -> armNumbers.getOrDefault(result.arm(), 0))
                        .thenComparingInt(result -> seeds.indexOf(result.seed())))
                .toList();
    }
}
