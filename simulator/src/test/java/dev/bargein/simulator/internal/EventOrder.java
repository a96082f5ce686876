package dev.bargein.simulator.internal;

import java.util.ArrayList;
import java.util.List;

/** Types of events in the order of the wire, for tests to expect: the runs that come again and again have names. */
public final class EventOrder {
    /** A spoken answer has an item that nothing was said of yet. */
    public static final List<String> ANSWER_ADDED = List.of(
            "response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added");

    /** The last item of a spoken answer is closed, and the answer with it. */
    public static final List<String> ANSWER_DONE = List.of(
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
            "rate_limits.updated");

    /** What the user said has become an item. */
    public static final List<String> TURN_COMMITTED = List.of(
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done");

    private EventOrder() {}

    /** Types and runs of types, one behind the other. */
    public static List<String> order(Object... typesAndRuns) {
        List<String> out = new ArrayList<>();
        for (Object entry : typesAndRuns) {
            if (entry instanceof List<?> run) {
                run.forEach(type -> out.add((String) type));
            } else {
                out.add((String) entry);
            }
        }
        return out;
    }
}
