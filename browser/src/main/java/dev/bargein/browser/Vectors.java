package dev.bargein.browser;

import dev.bargein.core.Playout;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import java.util.function.Function;

/**
 * Replays a written conversation, so that two machines can be shown to say the same.
 *
 * <p>The first line is a configuration ({@link ConfigJson}). Each further line is an input ({@link InputJson}) with
 * {@code at_ms}, or one of two for the player: {@code {"do": "render", "frames": 3}} and
 * {@code {"do": "live", "frames": 3, "level": 900}}, whose sound is a square wave. The answer has one line for each: the
 * step, and for rendered frames a sum over their samples.
 */
final class Vectors {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int HALF_WAVE_SAMPLES = 24;

    private Vectors() {}

    /**
     * Replays a script.
     *
     * @param reader reads a line; each machine has its own
     */
    static String replay(String script, Function<String, JsonObject> reader) {
        StringBuilder out = new StringBuilder();
        String[] lines = script.split("\n");
        PageConversation conversation = new PageConversation(reader.apply(lines[0]));
        for (int i = 1; i < lines.length; i++) {
            JsonObject line = reader.apply(lines[i]);
            String name = line.string("do");
            if ("render".equals(name)) {
                render(conversation, line, out);
            } else if ("live".equals(name)) {
                live(conversation, line);
                out.append("{}\n");
            } else {
                out.append(Json.write(conversation.handle(line, nanos(line)))).append('\n');
            }
        }
        return out.toString();
    }

    private static void render(PageConversation conversation, JsonObject line, StringBuilder out) {
        short[] frame = new short[Playout.FRAME_SAMPLES];
        int sum = 1;
        for (long i = 0; i < line.number("frames", 1); i++) {
            out.append(conversation.render(frame, nanos(line)));
            for (short sample : frame) {
                sum = 31 * sum + sample;
            }
        }
        out.append("{\"sum\":").append(sum).append("}\n");
    }

    private static void live(PageConversation conversation, JsonObject line) {
        short level = (short) line.number("level", 0);
        short[] frame = new short[Playout.FRAME_SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) (i / HALF_WAVE_SAMPLES % 2 == 0 ? level : -level);
        }
        for (long i = 0; i < line.number("frames", 1); i++) {
            conversation.live(frame);
        }
    }

    private static long nanos(JsonObject line) {
        return line.number("at_ms", 0) * NANOS_PER_MS;
    }
}
