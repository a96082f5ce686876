package dev.bargein.core;

import java.util.List;

/**
 * The player: a pull queue of audio that knows what it belongs to, and the gate before a live stream.
 *
 * <p>The speaker asks for the next 10 ms with {@link #render}; what comes out is what was heard, counted sample by sample.
 *
 * <p>Thread law: confined; drive it together with its {@link Conversation} under one lock. No call blocks or takes longer
 * than a copy of a few frames.
 */
public final class Playout {
    /** Samples in a frame of 10 ms. */
    public static final int FRAME_SAMPLES = 240;

    /** A player with nothing to play. */
    public Playout(TransportTraits traits) {}

    /** Carries out a command of the conversation. */
    public void apply(Command.PlayoutCommand command) {}

    /** Takes 10 ms of the live stream; copies it. */
    public void live(short[] pcm) {}

    /**
     * Fills 10 ms for the speaker; silence where there is nothing.
     *
     * @return whether something changed that the conversation should know soon: hand it a {@link #report()}
     */
    public boolean render(short[] into) {
        return false;
    }

    /** What was done so far. */
    public PlayoutReport report() {
        return new PlayoutReport(List.of(), PlayoutReport.EMPTY.live());
    }
}
