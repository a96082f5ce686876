package dev.bargein.core.internal.playout;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.audio.G711;
import org.jspecify.annotations.Nullable;

/**
 * Decodes G.711, one byte for each sample of 8 kHz, to PCM of 24 kHz; one for each stretch of sound.
 *
 * <p>Between samples a cubic (Catmull-Rom) is drawn in whole numbers, so that every machine draws the same. Its sound is
 * two samples of 8 kHz late; its length is exact.
 */
public final class TelephoneDecoder {
    /** Samples of 24 kHz for each of 8 kHz. */
    static final int FACTOR = 3;

    /** The weights of four samples at a third of the way from the second to the third; at two thirds they are mirrored. */
    private static final int[] WEIGHTS = {-4, 42, 18, -2};

    private static final int WEIGHT = 54;

    private final G711 law;
    private final int[] last = new int[WEIGHTS.length];

    /** A decoder of one of the laws. */
    public TelephoneDecoder(G711 law) {
        this.law = law;
    }

    /**
     * The law of one direction of a session.
     *
     * @param direction what the session says of it in the GA dialect
     * @param betaFormat its format in the beta dialect, null where it names none
     * @param known the law until now, which stays where the session says nothing of it
     * @return null for PCM
     */
    public static @Nullable G711 law(JsonObject direction, @Nullable String betaFormat, @Nullable G711 known) {
        String format = direction.object("format").string("type");
        if ("audio/pcmu".equals(format) || "g711_ulaw".equals(betaFormat)) {
            return G711.MU_LAW;
        }
        if ("audio/pcma".equals(format) || "g711_alaw".equals(betaFormat)) {
            return G711.A_LAW;
        }
        return format == null && betaFormat == null ? known : null;
    }

    /** The sound that follows. */
    public AudioBytes decode(AudioBytes g711) {
        byte[] bytes = g711.toByteArray();
        short[] out = new short[bytes.length * FACTOR];
        for (int i = 0; i < bytes.length; i++) {
            System.arraycopy(last, 1, last, 0, last.length - 1);
            last[last.length - 1] = law.expand(bytes[i]);
            out[FACTOR * i] = (short) last[1];
            out[FACTOR * i + 1] = between(false);
            out[FACTOR * i + 2] = between(true);
        }
        return AudioBytes.ofPcm(out, 0, out.length);
    }

    private short between(boolean mirrored) {
        int sum = 0;
        for (int i = 0; i < last.length; i++) {
            sum += WEIGHTS[i] * last[mirrored ? last.length - 1 - i : i];
        }
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sum / WEIGHT));
    }
}
