package dev.bargein.simulator.internal;

import java.util.SplittableRandom;

/**
 * Mints identifiers the way the real service does: 21 characters, the first five of which are the second of creation in
 * base 62 (protocol reference, section 0).
 *
 * <p>Thread law: confined.
 */
final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String HEX = "0123456789abcdef";
    private static final long EPOCH_SECONDS = 1_576_800_000L;
    private static final int TIME_CHARACTERS = 5;
    private static final int RANDOM_CHARACTERS = 16;

    private final SplittableRandom random;

    Ids(SplittableRandom random) {
        this.random = random;
    }

    /** An id such as {@code item_DQ3xKa…}. */
    String mint(String prefix, long epochSeconds) {
        StringBuilder id = new StringBuilder(prefix);
        long rest = Math.max(0, epochSeconds - EPOCH_SECONDS);
        char[] time = new char[TIME_CHARACTERS];
        for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
            time[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        id.append(time);
        return append(id, ALPHABET).toString();
    }

    /** The id of an event of the media server: 16 hexadecimal digits. */
    String mintMediaEvent() {
        return append(new StringBuilder("event_"), HEX).toString();
    }

    private StringBuilder append(StringBuilder id, String alphabet) {
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            id.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return id;
    }
}
