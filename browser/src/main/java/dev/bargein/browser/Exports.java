package dev.bargein.browser;

import org.teavm.jso.JSByRef;
import org.teavm.jso.JSExport;

/**
 * What the ES module exports.
 *
 * <p>Thread law: confined, as all of JavaScript.
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
        return new PageHandle(new PageConversation(config));
    }

    /** Replays a script of inputs and gives its steps; see {@link Vectors}. */
    @JSExport
    public static String replay(String script) {
        return Vectors.replay(script);
    }

    /** A conversation as JavaScript sees it. */
    public static final class PageHandle {
        private final PageConversation conversation;

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
            return conversation.handle(input, (long) (nowMs * NANOS_PER_MS));
        }

        /**
         * Fills 240 samples of 24 kHz for the speaker.
         *
         * @param into an {@code Int16Array}
         * @param nowMs when
         * @return a step as JSON, or the empty string when nothing follows
         */
        @JSExport
        public String render(@JSByRef short[] into, double nowMs) {
            return conversation.render(into, (long) (nowMs * NANOS_PER_MS));
        }

        /** Takes 240 samples of 24 kHz of the live stream, an {@code Int16Array}. */
        @JSExport
        public void live(@JSByRef short[] pcm) {
            conversation.live(pcm);
        }
    }
}
