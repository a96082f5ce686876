package dev.bargein.lab;

import dev.bargein.lab.ear.EarMark;
import dev.bargein.lab.ear.EarRecording;
import dev.bargein.simulator.calibration.CalibrationVoice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What an ear hears, put together piece by piece, so that everything about it is known. */
public final class EarRecordingBuilder {
    static final int MS = 24;
    public static final int OLD = 11;
    public static final int NEXT = 38;
    private static final int LONGEST_MS = 16_000;
    private static final Map<Integer, short[]> VOICES = new HashMap<>();

    private short[] pcm = new short[0];

    /** The sound of a signature; made once. */
    static synchronized short[] voice(int signature) {
        return VOICES.computeIfAbsent(signature, s -> CalibrationVoice.pcm(s, LONGEST_MS));
    }

    public int samples() {
        return pcm.length;
    }

    double ms() {
        return pcm.length / (double) MS;
    }

    public EarRecordingBuilder silence(double ms) {
        return add(new short[samples(ms)]);
    }

    public EarRecordingBuilder speech(int signature, double fromMs, double ms) {
        int from = samples(fromMs);
        return add(Arrays.copyOfRange(voice(signature), from, from + samples(ms)));
    }

    /** Goes on with a speech, fading it to nothing. */
    public EarRecordingBuilder fadingSpeech(int signature, double fromMs, double ms) {
        int start = pcm.length;
        speech(signature, fromMs, ms);
        for (int i = start; i < pcm.length; i++) {
            pcm[i] = (short) (pcm[i] * (double) (pcm.length - i) / (pcm.length - start));
        }
        return this;
    }

    public EarRecordingBuilder noise(double ms, double levelDbfs, long seed) {
        Random random = new Random(seed);
        short[] noise = new short[samples(ms)];
        double rms = 32_768 * Math.pow(10, levelDbfs / 20);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = clipped(random.nextGaussian() * rms);
        }
        return add(noise);
    }

    /** Makes everything louder or softer, and puts noise onto the sound, but none onto silence. */
    EarRecordingBuilder disturbed(double gainDb, double noiseBelowDb, Random random) {
        double gain = Math.pow(10, gainDb / 20);
        double noise = 32_768 * Math.pow(10, (-12 - noiseBelowDb) / 20);
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = pcm[i] == 0 ? 0 : clipped((pcm[i] + random.nextGaussian() * noise) * gain);
        }
        return this;
    }

    public short[] pcm() {
        return pcm.clone();
    }

    /** The ear that heard this, in frames as a player puts them out. */
    public EarRecording ear() {
        return earOf(pcm);
    }

    static EarRecording earOf(short[] pcm) {
        EarRecording ear = new EarRecording(0);
        for (int at = 0; at < pcm.length; at += 240) {
            ear.append(pcm, at, Math.min(240, pcm.length - at));
        }
        return ear;
    }

    /** A mark on a sample; the player has handed out a frame more. */
    public static EarMark markAt(EarRecording ear, String name, long sample) {
        return ear.mark(name, ear.nanosAt(sample), sample + 240);
    }

    private EarRecordingBuilder add(short[] more) {
        int at = pcm.length;
        pcm = Arrays.copyOf(pcm, at + more.length);
        System.arraycopy(more, 0, pcm, at, more.length);
        return this;
    }

    private static int samples(double ms) {
        return (int) Math.round(ms * MS);
    }

    private static short clipped(double sample) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
    }
}
