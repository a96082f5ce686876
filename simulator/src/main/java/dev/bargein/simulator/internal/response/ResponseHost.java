package dev.bargein.simulator.internal.response;

import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.faults.FaultInjector;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.speech.Speech;
import org.jspecify.annotations.Nullable;

/** What a response needs from its session. Not thread-safe. */
interface ResponseHost {
    EventQueue out();

    Speech.Source speech();

    /** Generation as a multiple of real time where an answer says nothing. */
    double speed();

    /**
     * A message that is about to be spoken or written.
     *
     * @param preamble whether the response is known to go on after it
     */
    StoredItem newItem(Generation generation, boolean preamble);

    StoredItem newCall(Generation generation, String name);

    /** Puts the item into the conversation; returns the one before it. */
    @Nullable
    String join(StoredItem item);

    /** The conversation's id. */
    String conversationId();

    /** The output buffer when this transport has one. */
    @Nullable
    OutputBuffer buffer();

    /** What is wrong with the service. */
    FaultInjector faults();

    /** Whether the end of an item is told only when all items of its response have been put out. */
    boolean itemsOverlap();

    /** How the wire carries the sound of a response. */
    AudioFormat audioFormat(String responseId);

    /** Usage so far, and what is left of the limits. */
    JsonObject usage(Generation generation);

    /** The item is complete, and all of its sound was thrown away. */
    void unheard(StoredItem item);

    /** Tells the owner of the simulator what he should know. */
    void note(String text);

    void finished(Generation generation);
}
