package dev.bargein.browser;

import dev.bargein.core.Playout;
import dev.bargein.protocol.Json;
import org.teavm.jso.JSExport;
import org.teavm.jso.typedarrays.Int16Array;

/**
 * What the ES module exports.
 *
 * <p>Not thread-safe, as all of JavaScript.
 */
public final class Exports {
    private static final double NANOS_PER_MS = 1e6;

    private Exports() {}

    /** Called by no one; the compiler starts from a class with a main method. */
    public static void main(String[] args) {}

    /**
     * Makes a conversation whose transport is not up yet.
     *
     * @param config a JSON object, see {@link ConfigJson}
     */
    @JSExport
    public static PageHandle open(String config) {
        return new PageHandle(new PageConversation(BrowserJson.object(config)));
    }

    /** Replays a script of inputs and gives its steps; see {@link Vectors}. */
    @JSExport
    public static String replay(String script) {
        return Vectors.replay(script, BrowserJson::object);
    }

    /** A conversation as JavaScript sees it. */
    public static final class PageHandle {
        private final PageConversation conversation;
        private final short[] frame = new short[Playout.FRAME_SAMPLES];

        PageHandle(PageConversation conversation) {
            this.conversation = conversation;
        }

        /**
         * Takes an input and gives the step as JSON; carry its commands out in their order and call again with
         * {@code {"do": "wake"}} at its wake time.
         *
         * @param input a JSON object, see {@link InputJson}
         * @param nowMs when, on a monotonic clock such as {@code performance.now()}
         */
        @JSExport
        public String handle(String input, double nowMs) {
            return Json.write(conversation.handle(BrowserJson.object(input), (long) (nowMs * NANOS_PER_MS)));
        }

        /**
         * Fills 240 samples of 24 kHz for the speaker.
         *
         * @param into overwritten
         * @param nowMs when
         * @return a step as JSON, or the empty string when nothing follows
         */
        @JSExport
        public String render(Int16Array into, double nowMs) {
            String step = conversation.render(frame, (long) (nowMs * NANOS_PER_MS));
            for (int i = 0; i < frame.length; i++) {
                into.set(i, frame[i]);
            }
            return step;
        }

        /** Takes 240 samples of 24 kHz of the live stream. */
        @JSExport
        public void live(Int16Array pcm) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = pcm.get(i);
            }
            conversation.live(frame);
        }
    }
}
