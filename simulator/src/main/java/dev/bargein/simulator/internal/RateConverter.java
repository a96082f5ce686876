package dev.bargein.simulator.internal;

/**
 * Converts a whole sound from any rate to 24 kHz: a sinc in a Kaiser window, 80 dB down beyond what the narrower of the
 * two rates can hold. Its delay is taken out. {@link Resampler} is the one for streams of telephone audio.
 *
 * <p>Thread law: stateless.
 */
final class RateConverter {
    private static final int RATE_HZ = 24_000;
    /** Zero crossings of the sinc on each side. */
    private static final int LOBES = 24;
    /** Points of the table between two zero crossings; linear in between, which is good for 80 dB. */
    private static final int POINTS = 512;
    /** Kaiser's beta for 80 dB. */
    private static final double BETA = 0.1102 * (80 - 8.7);
    /** The pass band, as a share of what the narrower rate can hold. */
    private static final double PASS = 0.9;

    private static final float[] SINC = table();

    private RateConverter() {}

    /** The same sound at 24 kHz. */
    static short[] convert(short[] in, int rateHz) {
        if (rateHz == RATE_HZ || in.length == 0) {
            return in.clone();
        }
        short[] out = new short[Math.toIntExact(Math.max(1, (long) in.length * RATE_HZ / rateHz))];
        double step = (double) rateHz / RATE_HZ;
        double cut = PASS * Math.min(1, 1 / step);
        for (int i = 0; i < out.length; i++) {
            out[i] = at(in, i * step, cut);
        }
        return out;
    }

    private static short at(short[] in, double position, double cut) {
        double reach = LOBES / cut;
        int from = (int) Math.max(0, Math.ceil(position - reach));
        int to = (int) Math.min(in.length - 1, Math.floor(position + reach));
        double sum = 0;
        for (int k = from; k <= to; k++) {
            double point = Math.abs(position - k) * cut * POINTS;
            int index = (int) point;
            if (index < SINC.length - 1) {
                sum += in[k] * (SINC[index] + (point - index) * (SINC[index + 1] - SINC[index]));
            }
        }
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sum * cut)));
    }

    private static float[] table() {
        float[] out = new float[LOBES * POINTS + 1];
        for (int i = 0; i < out.length; i++) {
            double x = (double) i / POINTS;
            double sinc = i == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            double edge = x / LOBES;
            out[i] = (float) (sinc * bessel(BETA * Math.sqrt(1 - edge * edge)) / bessel(BETA));
        }
        return out;
    }

    /** The modified Bessel function of the first kind, of order 0. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
