package dev.bargein.protocol;

/**
 * What a receiver takes at most, so that nobody's message can exhaust its memory. Whatever exceeds a limit is refused
 * with {@link ErrorCodes#MESSAGE_TOO_LARGE}, the size before anything is read.
 *
 * @param maxMessageBytes the size of a message in UTF-8
 * @param maxDepth how deep arrays and objects nest, 1 to 500
 * @param maxNames how many different member names a message has
 * @param maxValues how many values of any kind a message has
 */
public record CodecLimits(int maxMessageBytes, int maxDepth, int maxNames, int maxValues) {
    private static final int MIB = 1024 * 1024;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAMES = 4096;
    /** A long answer with its log probabilities has some 40,000. */
    private static final int MAX_VALUES = 262_144;

    /** What a client takes from a server over WebSocket: 16 MiB. */
    public static final CodecLimits CLIENT_INBOUND = ofBytes(16 * MIB);
    /** What a server takes over WebSocket: 22 MiB, for 15 MiB of audio in base64 and its envelope. */
    public static final CodecLimits SERVER_INBOUND = ofBytes(22 * MIB);
    /** What either side takes on a data channel: 256 KiB. */
    public static final CodecLimits DATA_CHANNEL = ofBytes(MIB / 4);

    /** Refuses limits that nothing could meet, and depths that would exhaust a thread's stack. */
    public CodecLimits {
        if (maxMessageBytes < 1 || maxNames < 1 || maxValues < 1) {
            throw new IllegalArgumentException("A limit must be at least 1");
        }
        if (maxDepth < 1 || maxDepth > 500) {
            throw new IllegalArgumentException("maxDepth must be within 1 and 500, was " + maxDepth);
        }
    }

    /** The usual limits of depth and count, with a limit of size. */
    public static CodecLimits ofBytes(int maxMessageBytes) {
        return new CodecLimits(maxMessageBytes, MAX_DEPTH, MAX_NAMES, MAX_VALUES);
    }
}
