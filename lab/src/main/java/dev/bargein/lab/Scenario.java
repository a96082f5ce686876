package dev.bargein.lab;

import static dev.bargein.lab.Metric.CLIP;
import static dev.bargein.lab.Metric.HOLES;
import static dev.bargein.lab.Metric.LEAK;
import static dev.bargein.lab.Metric.LOCK_OUT;
import static dev.bargein.lab.Metric.ONSET_DELAY;
import static dev.bargein.lab.Metric.REPEATS;
import static dev.bargein.lab.Metric.STOP_TO_SILENCE;
import static dev.bargein.lab.Metric.TALK_HEAD_LOSS;
import static dev.bargein.lab.Metric.TALK_TAIL_LOSS;
import static dev.bargein.lab.Metric.TRUNCATION_ERROR;
import static dev.bargein.lab.Metric.WASTE;

import java.util.List;

/**
 * What the user does in a trial.
 */
public enum Scenario {
    /** Stop while the server still generates, faster than real time. */
    STOP_WHILE_GENERATING(
            "stop-while-generating",
            "Stop while the model is still generating",
            "A story of 30 s, generated 3.6 times faster than it is spoken. The user presses Stop 2.0 to 3.5 s into it:"
                    + " seconds of speech are already generated and wait in a buffer.",
            List.of(STOP_TO_SILENCE, LEAK, LOCK_OUT, TRUNCATION_ERROR, WASTE)),
    /** Stop when the server has generated everything and the voice still talks. */
    STOP_AFTER_GENERATION(
            "stop-after-generation",
            "Stop after generation ended, while the voice still talks",
            "An answer of 12 s that is fully generated after 3.4 s. The user presses Stop 4 to 7 s into it: there is no"
                    + " response left to cancel, only sound.",
            List.of(STOP_TO_SILENCE, LEAK, LOCK_OUT, TRUNCATION_ERROR, WASTE)),
    /** Stop between the request and the first sound. */
    STOP_BEFORE_AUDIO(
            "stop-before-audio",
            "Stop before the first sound",
            "The user changes their mind after asking and before anything is heard: before or after the response was"
                    + " created.",
            List.of(STOP_TO_SILENCE, LEAK, LOCK_OUT, TRUNCATION_ERROR, WASTE)),
    /** Stop, then ask the next question. */
    STOP_THEN_ASK(
            "stop-then-ask",
            "Stop, then ask something else",
            "Stop in the middle of an answer; the next question follows at once, or 300 ms later. The next answer must"
                    + " start whole, and nothing of the old one may return.",
            List.of(STOP_TO_SILENCE, LEAK, CLIP, HOLES, REPEATS, ONSET_DELAY, LOCK_OUT, TRUNCATION_ERROR, WASTE)),
    /** Push to talk, half of the time into a playing answer. */
    TALK(
            "talk",
            "Push to talk",
            "The user presses and speaks from that instant until the release; in every other trial"
                    + " into an answer that plays. The first and the last word must reach the server.",
            List.of(STOP_TO_SILENCE, LEAK, TALK_HEAD_LOSS, TALK_TAIL_LOSS, HOLES, REPEATS, LOCK_OUT)),
    /** Speak, cough and hum into an answer at an open microphone: not in trials, but in conversations in virtual time. */
    BARGE_IN(
            "barge-in",
            "An open microphone: pause, decide, go on",
            "The user coughs, hums, types, is talked over, and speaks up in the end. The voice falls silent as soon as it"
                    + " hears something, and then it stops for good, or goes on at the very sample.",
            List.of());

    private final String id;
    private final String title;
    private final String description;
    private final List<Metric> metrics;

    Scenario(String id, String title, String description, List<Metric> metrics) {
        this.id = id;
        this.title = title;
        this.description = description;
        this.metrics = metrics;
    }

    /** The scenarios in which the user presses a button: those with trials. */
    public static List<Scenario> withTrials() {
        return List.of(STOP_WHILE_GENERATING, STOP_AFTER_GENERATION, STOP_BEFORE_AUDIO, STOP_THEN_ASK, TALK);
    }

    /** Its name on the command line and in JSON. */
    public String id() {
        return id;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** What happens, in two sentences. */
    public String description() {
        return description;
    }

    /** What it measures, in the order of reports; a trial may lack some. */
    public List<Metric> metrics() {
        return metrics;
    }
}
