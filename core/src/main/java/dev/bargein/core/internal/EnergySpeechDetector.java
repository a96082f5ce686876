package dev.bargein.core.internal;

import dev.bargein.core.SpeechDetector;

/**
 * Goes by how far the level of a frame is above the noise of the room: of all of it, or of what is high in it, where a
 * sentence that begins with an "s" rises first.
 */
public final class EnergySpeechDetector implements SpeechDetector {
    /** How far above the noise speech begins, and below what it ends. */
    private static final double ONSET_DB = 12;

    private static final double END_DB = 8;

    /** Softer than that is no speech, however quiet the room is: dBFS. */
    private static final double LEAST_DB = -50;

    /** A dead microphone hears no less than that. */
    private static final double SILENCE_DB = -80;

    private static final int ONSET_FRAMES = 3;
    private static final int END_FRAMES = 15;

    /** How fast the estimate of the noise follows the level: down at once, up slowly, and hardly at all during speech. */
    private static final double RISE_DB = 0.05;

    private static final double RISE_IN_SPEECH_DB = 0.01;

    private double noiseDb;
    private double highNoiseDb;
    private boolean started;
    private boolean speaking;
    private int loudFrames;
    private int softFrames;
    private short last;

    @Override
    public boolean speaking(short[] pcm) {
        double energy = 0;
        double highEnergy = 0;
        for (short sample : pcm) {
            double step = sample - last;
            energy += (double) sample * sample;
            highEnergy += step * step;
            last = sample;
        }
        double level = levelDb(energy, pcm.length);
        double high = levelDb(highEnergy, pcm.length);
        if (!started) {
            // Whatever is heard first is the room: were it speech, its first pause would tell.
            started = true;
            noiseDb = level;
            highNoiseDb = high;
        }
        double above = Math.max(level - noiseDb, high - highNoiseDb);
        if (speaking) {
            softFrames = above < END_DB || level < LEAST_DB ? softFrames + 1 : 0;
            speaking = softFrames < END_FRAMES;
            loudFrames = 0;
        } else {
            loudFrames = above >= ONSET_DB && level >= LEAST_DB ? loudFrames + 1 : 0;
            speaking = loudFrames >= ONSET_FRAMES;
            softFrames = 0;
        }
        double rise = speaking ? RISE_IN_SPEECH_DB : RISE_DB;
        noiseDb = Math.min(level, noiseDb + rise);
        highNoiseDb = Math.min(high, highNoiseDb + rise);
        return speaking;
    }

    private static double levelDb(double energy, int samples) {
        double meanSquare = samples == 0 ? 0 : energy / samples / (32_768.0 * 32_768.0);
        return Math.max(SILENCE_DB, 10 * Math.log10(Math.max(meanSquare, 1e-12)));
    }
}
