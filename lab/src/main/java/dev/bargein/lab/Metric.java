package dev.bargein.lab;

import dev.bargein.client.TransportKind;

/**
 * What a trial measures, in milliseconds.
 *
 * <p>{@code t0} is the instant at which the application calls stop() or press(). Audible means above -50 dBFS in a frame
 * of 10 ms at the ear.
 */
public enum Metric {
    /** How long the voice talked on. */
    STOP_TO_SILENCE(
            "stopToSilenceMs",
            "stop-to-silence",
            "the end of the last audible frame of the interrupted response minus t0; 0 if none",
            "talks on",
            20,
            20),
    /** How much of the interrupted response was still heard. */
    LEAK(
            "leakMs",
            "leak",
            "all audible time of the interrupted response after t0; what re-appears later counts too",
            "leaks",
            20,
            20),
    /** What is missing from the beginning of the next response. */
    CLIP("clipMs", "clip", "what is missing from the start of the next response at the ear", "clips", 10, 10),
    /** What is missing from the middle. */
    HOLES(
            "holesMs",
            "holes",
            "what was skipped inside the next response at the ear, or inside what the user said in the item the server"
                    + " committed",
            "has holes",
            20,
            40),
    /** What came more than once; a jitter buffer that adapts repeats a frame or two. */
    REPEATS(
            "repeatsMs",
            "repeats",
            "what was heard more than once of the next response at the ear, or of what the user said in the item the"
                    + " server committed",
            "repeats",
            20,
            40),
    /** How long the next response was held back on this side. */
    ONSET_DELAY(
            "onsetDelayMs",
            "onset delay",
            "next response: its first audible frame at the ear minus the arrival of its first audio at the client",
            "late onset",
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY),
    /** How wrong the model's memory is about what the user heard. */
    TRUNCATION_ERROR(
            "truncationErrorMs",
            "truncation error",
            "the length at which the server ends up with the interrupted item, minus what was heard of it; signed",
            "memory off",
            20,
            40),
    /** What the server missed at the beginning of the user's turn. */
    TALK_HEAD_LOSS(
            "talkHeadLossMs",
            "head loss",
            "what is missing at the start of what the user said between press and release, in the item the server"
                    + " committed",
            "head lost",
            20,
            20),
    /** What the server missed at the end of the user's turn. */
    TALK_TAIL_LOSS(
            "talkTailLossMs",
            "tail loss",
            "what is missing at the end of what the user said between press and release, in the item the server"
                    + " committed",
            "tail lost",
            20,
            20),
    /** How long the user could not talk. */
    LOCK_OUT(
            "lockOutMs",
            "lock-out",
            "from t0 until the user can press to talk with a live microphone",
            "locks out",
            20,
            20),
    /** What the server produced for nobody. */
    WASTE(
            "wasteMs",
            "waste",
            "audio that the server generated or sent after it got the interruption",
            "wastes audio",
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);

    private final String jsonName;
    private final String title;
    private final String definition;
    private final String complaint;
    private final double webSocketBarMs;
    private final double webRtcBarMs;

    Metric(
            String jsonName,
            String title,
            String definition,
            String complaint,
            double webSocketBarMs,
            double webRtcBarMs) {
        this.jsonName = jsonName;
        this.title = title;
        this.definition = definition;
        this.complaint = complaint;
        this.webSocketBarMs = webSocketBarMs;
        this.webRtcBarMs = webRtcBarMs;
    }

    /** Its name in JSON, such as {@code stopToSilenceMs}. */
    public String jsonName() {
        return jsonName;
    }

    /** Its name for people, such as {@code stop-to-silence}. */
    public String title() {
        return title;
    }

    /** What exactly is measured. */
    public String definition() {
        return definition;
    }

    /** What to call it when it is bad, such as {@code talks on}. */
    public String complaint() {
        return complaint;
    }

    /**
     * The size, in milliseconds and regardless of sign, up to which a value is good on a transport; infinite for what is
     * shown without being judged.
     */
    public double barMs(TransportKind transport) {
        return transport == TransportKind.WEBRTC ? webRtcBarMs : webSocketBarMs;
    }

    /** Whether a value is within the bar. */
    public boolean isGood(double valueMs, TransportKind transport) {
        return Math.abs(valueMs) <= barMs(transport);
    }
}
