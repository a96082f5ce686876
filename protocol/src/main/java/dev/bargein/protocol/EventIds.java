package dev.bargein.protocol;

import java.util.OptionalLong;

/**
 * Ids in the form that the real service gives them: a prefix and 21 characters, of which the first five carry the second
 * of their creation (docs/protocol.md, section 0). The time and the random bits are the caller's.
 */
public final class EventIds {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** Seconds are counted from here, 2019-12-19. */
    private static final long EPOCH_UNIX_SECONDS = 1_576_800_000L;

    private static final int TIME_CHARS = 5;
    private static final int RANDOM_CHARS_PER_LONG = 8;
    private static final int MEDIA_ID_CHARS = 16;
    private static final int ID_CHARS = TIME_CHARS + 2 * RANDOM_CHARS_PER_LONG;

    private EventIds() {}

    /**
     * An id such as {@code item_C2PhDkEPcWS59aN5rY2CQ}.
     *
     * @param prefix {@code event}, {@code item}, {@code resp}, {@code conv}, {@code sess}, {@code call} or another
     * @param unixSeconds when the thing was made; from 2019-12-19 for 29 years
     * @param random1 random bits, of which some 47 are used
     * @param random2 as many more
     */
    public static String mint(String prefix, long unixSeconds, long random1, long random2) {
        long seconds = unixSeconds - EPOCH_UNIX_SECONDS;
        if (seconds < 0 || seconds >= power(TIME_CHARS)) {
            throw new IllegalArgumentException("No id can carry the second " + unixSeconds);
        }
        char[] out = new char[ID_CHARS];
        write(out, 0, TIME_CHARS, seconds);
        long range = power(RANDOM_CHARS_PER_LONG);
        write(out, TIME_CHARS, RANDOM_CHARS_PER_LONG, Long.remainderUnsigned(random1, range));
        write(out, TIME_CHARS + RANDOM_CHARS_PER_LONG, RANDOM_CHARS_PER_LONG, Long.remainderUnsigned(random2, range));
        return prefix + "_" + new String(out);
    }

    /** The id of an {@code output_audio_buffer} event, which comes from the media server: 16 hexadecimal digits. */
    public static String mintMediaEvent(long random) {
        StringBuilder hex = new StringBuilder(Long.toHexString(random));
        while (hex.length() < MEDIA_ID_CHARS) {
            hex.insert(0, '0');
        }
        return "event_" + hex;
    }

    /** The second in which an id was made, in Unix time; empty when it is not of the form of {@link #mint}. */
    public static OptionalLong unixSeconds(String id) {
        String digits = id.substring(id.lastIndexOf('_') + 1);
        if (digits.length() != ID_CHARS || digits.length() == id.length()) {
            return OptionalLong.empty();
        }
        long seconds = 0;
        for (int i = 0; i < ID_CHARS; i++) {
            int digit = DIGITS.indexOf(digits.charAt(i));
            if (digit < 0) {
                return OptionalLong.empty();
            }
            seconds = i < TIME_CHARS ? seconds * DIGITS.length() + digit : seconds;
        }
        return OptionalLong.of(EPOCH_UNIX_SECONDS + seconds);
    }

    private static void write(char[] out, int from, int count, long value) {
        long rest = value;
        for (int i = from + count - 1; i >= from; i--) {
            out[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
    }

    private static long power(int exponent) {
        long out = 1;
        for (int i = 0; i < exponent; i++) {
            out *= DIGITS.length();
        }
        return out;
    }
}
