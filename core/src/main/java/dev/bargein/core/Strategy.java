package dev.bargein.core;

import java.util.List;

/**
 * A policy of what to do on an interruption: an arm of the A/B, over one and the same machine.
 *
 * @param name its name on the command line and in reports
 * @param silence what happens to the sound here
 * @param dropLateAudio whether audio of an interrupted response that arrives later is thrown away
 * @param clearServerBuffer whether {@code output_audio_buffer.clear} is sent where the transport has it
 * @param truncation which {@code conversation.item.truncate} is sent
 * @param truncateFirst whether it goes before {@code response.cancel}
 */
public record Strategy(
        String name,
        Silence silence,
        boolean dropLateAudio,
        boolean clearServerBuffer,
        Truncation truncation,
        boolean truncateFirst) {

    /** Flush and gate at once, cancel, clear, truncate at what was heard: the right way. */
    public static final Strategy BARGEIN = new Strategy("bargein", Silence.GATE, true, true, Truncation.HEARD, false);

    /** Truncate, then cancel, and nothing else: what the field report did. */
    public static final Strategy TRUNCATE_CANCEL =
            new Strategy("truncate-cancel", Silence.NONE, false, false, Truncation.WALL_CLOCK, true);

    /** Cancel, mute, and lock the user out until the voice would have ended, plus 200 ms. */
    public static final Strategy MUTE_UNTIL_STOPPED =
            new Strategy("mute-until-stopped", Silence.MUTE_UNTIL_STOPPED, false, false, Truncation.NONE, false);

    /** Cancel and clear on WebRTC; on WebSocket cancel, flush the player, and truncate by wall clock. */
    public static final Strategy CANCEL_CLEAR = new Strategy(
            "cancel-clear", Silence.FLUSH, false, true, Truncation.WALL_CLOCK_IF_CLIENT_OWNS_PLAYOUT, false);

    /** All strategies, in the order of reports. */
    public static List<Strategy> all() {
        return List.of(TRUNCATE_CANCEL, MUTE_UNTIL_STOPPED, CANCEL_CLEAR, BARGEIN);
    }

    /** What happens to the sound on this side. */
    public enum Silence {
        /** Nothing: it plays on. */
        NONE,
        /** Queued audio is thrown away; a live stream plays on. */
        FLUSH,
        /** The output is muted until the server says that its buffer ran out, plus 200 ms; the user is locked out. */
        MUTE_UNTIL_STOPPED,
        /** Queued audio is thrown away and the gate stays shut until the next response. */
        GATE
    }

    /** Which truncation is asked for. */
    public enum Truncation {
        /** None. */
        NONE,
        /** At the time since the first audio or text of the item arrived, clamped to what was received if known. */
        WALL_CLOCK,
        /** The same, but only where the client owns the playout buffer. */
        WALL_CLOCK_IF_CLIENT_OWNS_PLAYOUT,
        /** At what was played out, item by item. */
        HEARD
    }
}
