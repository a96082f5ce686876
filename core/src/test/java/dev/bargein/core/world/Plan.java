package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model would answer, and how fast.
 *
 * @param parts the items, in order
 * @param fails whether the response fails in place of an answer
 * @param thinkMs until the first item
 * @param speedPermille how much faster than real time the sound is made, in thousandths
 * @param deltaMs the sound in one delta
 * @param gapMs the pause of generation between two items
 * @param overlaps whether the end of an item is told with that of the response
 */
record Plan(List<Part> parts, boolean fails, int thinkMs, int speedPermille, int deltaMs, int gapMs, boolean overlaps) {

    /** What an item is. */
    enum Kind {
        AUDIO,
        TEXT,
        FUNCTION
    }

    /** An item; its sound in samples. */
    record Part(Kind kind, int samples) {}

    int samples() {
        return parts.stream().mapToInt(Part::samples).sum();
    }

    static Plan of(SeededRandom random, int response) {
        long base = response * 100L;
        int kind = random.in(SeededRandom.PLAN, base, 0, 99);
        List<Part> parts = new ArrayList<>();
        if (kind < 80) {
            int size = random.in(SeededRandom.PLAN, base + 1, 0, 9);
            int count = size < 6 ? 1 : size < 9 ? 2 : 3;
            for (int i = 0; i < count; i++) {
                parts.add(new Part(Kind.AUDIO, length(random, base + 10 + i)));
            }
            if (random.permille(SeededRandom.PLAN, base + 2, 100)) {
                parts.add(new Part(Kind.FUNCTION, 0));
            }
        } else if (kind < 88) {
            parts.add(new Part(Kind.TEXT, 0));
        } else if (kind < 94) {
            parts.add(new Part(Kind.FUNCTION, 0));
        }
        return new Plan(
                parts,
                kind >= 98,
                random.in(SeededRandom.PLAN, base + 3, 5, 700),
                random.in(SeededRandom.PLAN, base + 4, 1_050, 10_000),
                random.in(SeededRandom.PLAN, base + 5, 1, 10) * 40,
                random.permille(SeededRandom.PLAN, base + 6, 600)
                        ? 0
                        : random.in(SeededRandom.PLAN, base + 7, 100, 2_500),
                random.permille(SeededRandom.PLAN, base + 8, 400));
    }

    /** A response outside the conversation: mostly text, or a short sound. */
    static Plan aside(SeededRandom random, int response) {
        long base = response * 100L;
        boolean sounds = random.permille(SeededRandom.PLAN, base, 300);
        Part part = sounds
                ? new Part(Kind.AUDIO, random.in(SeededRandom.PLAN, base + 1, 40, 400) * MediaTime.SAMPLES_PER_MS)
                : new Part(Kind.TEXT, 0);
        return new Plan(List.of(part), false, random.in(SeededRandom.PLAN, base + 3, 5, 1_000), 10_000, 400, 0, false);
    }

    private static int length(SeededRandom random, long which) {
        int longest = switch (random.in(SeededRandom.PLAN, which + 30, 0, 5)) {
            case 0 -> 150;
            case 1, 2 -> 1_200;
            case 3, 4 -> 2_500;
            default -> 5_000;
        };
        return random.in(SeededRandom.PLAN, which, 40 * MediaTime.SAMPLES_PER_MS, longest * MediaTime.SAMPLES_PER_MS);
    }
}
