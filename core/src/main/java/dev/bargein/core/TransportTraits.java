package dev.bargein.core;

/**
 * How a transport differs, as data: one machine serves them all.
 *
 * @param name {@code websocket} or {@code webrtc}
 * @param serverOwnsPlayout whether the server paces the audio out of a buffer of its own
 * @param canClearServerBuffer whether the server understands {@code output_audio_buffer.clear}
 * @param audioTaggedWithItem whether audio arrives in events that name their item, rather than as a live stream
 * @param microphoneInEvents whether the microphone travels in {@code input_audio_buffer.append}, rather than as a live
 *     stream that is slower than the events
 */
public record TransportTraits(
        String name,
        boolean serverOwnsPlayout,
        boolean canClearServerBuffer,
        boolean audioTaggedWithItem,
        boolean microphoneInEvents) {

    /** Audio and microphone in events; the client owns the playout buffer. */
    public static final TransportTraits WEBSOCKET = new TransportTraits("websocket", false, false, true, true);

    /** Audio and microphone as live media; the server owns the playout buffer. */
    public static final TransportTraits WEBRTC = new TransportTraits("webrtc", true, true, false, false);
}
