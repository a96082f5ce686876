package dev.bargein.protocol.audio;

/**
 * The two companding laws of telephony, ITU-T G.711: 8 bits for each sample at 8 kHz. Samples are 16-bit linear, where
 * the recommendation's 14 bits (mu-law) and 13 bits (A-law) are the upper ones.
 */
public enum G711 {
    /** {@code audio/pcmu}: North America and Japan. */
    MU_LAW {
        @Override
        public byte compress(short sample) {
            int magnitude = Math.min(MU_CLIP, (sample < 0 ? ~sample : sample) >> 2) + MU_BIAS;
            int segment = 26 - Integer.numberOfLeadingZeros(magnitude);
            int code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0f);
            return (byte) (~code ^ (sample < 0 ? 0x80 : 0));
        }

        @Override
        short computeExpanded(int code) {
            int inverted = ~code & 0xff;
            int magnitude = ((((inverted & 0x0f) << 1) + MU_BIAS) << ((inverted >> 4) & 7)) - MU_BIAS;
            return (short) (((inverted & 0x80) == 0 ? magnitude : -magnitude) << 2);
        }
    },

    /** {@code audio/pcma}: everywhere else. */
    A_LAW {
        @Override
        public byte compress(short sample) {
            int magnitude = (sample < 0 ? ~sample : sample) >> 4;
            int code = magnitude;
            if (magnitude >= 32) {
                int segment = 28 - Integer.numberOfLeadingZeros(magnitude);
                code = (segment << 4) | ((magnitude >> (segment - 1)) & 0x0f);
            }
            return (byte) (code ^ A_EVEN_BITS ^ (sample < 0 ? 0 : 0x80));
        }

        @Override
        short computeExpanded(int code) {
            int plain = code ^ A_EVEN_BITS;
            int segment = (plain >> 4) & 7;
            // The middle of the step: half a step is 8 in 16 bits.
            int magnitude = ((plain & 0x0f) << 4) + 8;
            if (segment > 0) {
                magnitude = (magnitude + 0x100) << (segment - 1);
            }
            return (short) ((plain & 0x80) == 0 ? -magnitude : magnitude);
        }
    };

    /** Samples per second. */
    public static final int RATE_HZ = 8_000;

    private static final int MU_BIAS = 33;
    /** The largest 14-bit magnitude that the last segment holds with its bias. */
    private static final int MU_CLIP = 8_191 - MU_BIAS;
    /** The recommendation inverts every other bit, so that silence keeps a line's clock alive. */
    private static final int A_EVEN_BITS = 0x55;

    private final short[] expanded = new short[256];

    G711() {
        for (int code = 0; code < expanded.length; code++) {
            expanded[code] = computeExpanded(code);
        }
    }

    /** The code of a 16-bit linear sample. */
    public abstract byte compress(short sample);

    /** The 16-bit linear sample of a code. */
    public short expand(byte code) {
        return expanded[code & 0xff];
    }

    abstract short computeExpanded(int code);
}
