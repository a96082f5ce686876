package dev.bargein.desktop;

/** A sine, to be played and found again. */
final class Tone {
    private final double hz;
    private final double amplitude;
    private final int rateHz;
    private long position;

    Tone(double hz, double amplitude, int rateHz) {
        this.hz = hz;
        this.amplitude = amplitude;
        this.rateHz = rateHz;
    }

    /** Fills a frame with what comes next. */
    void render(short[] frame) {
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) Math.rint(amplitude * Math.sin(2 * Math.PI * hz * position++ / rateHz));
        }
    }

    /** How loud a frequency is in the second half of a sound. */
    static double amplitude(short[] pcm, int rateHz, double hz) {
        int from = pcm.length / 2;
        double re = 0;
        double im = 0;
        for (int i = from; i < pcm.length; i++) {
            double angle = 2 * Math.PI * hz * i / rateHz;
            re += pcm[i] * Math.cos(angle);
            im += pcm[i] * Math.sin(angle);
        }
        return 2 * Math.hypot(re, im) / (pcm.length - from);
    }
}
