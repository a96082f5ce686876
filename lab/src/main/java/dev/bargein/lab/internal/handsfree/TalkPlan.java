package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.Levels.FRAME;
import static dev.bargein.lab.internal.handsfree.Levels.SAMPLES_PER_MS;

import dev.bargein.lab.handsfree.SoundKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the user does in one conversation, as the microphone hears it; all of it follows from the seed.
 *
 * @param seed the seed
 * @param microphone the sound at the microphone, beginning {@link #LEAD_MS} before the voice is heard; not to be changed
 * @param sounds what is in it, in order
 * @param answerMs how long the assistant would speak
 * @param noiseDbfs how loud the room is
 */
public record TalkPlan(long seed, short[] microphone, List<Placed> sounds, int answerMs, double noiseDbfs) {
    /** Noise of the room before the voice is heard, from which a detector learns. */
    public static final int LEAD_MS = 1_000;

    /** The user speaks so much louder than the room is. */
    private static final int[] SNR_DB = {15, 20, 30, 40};

    private static final int FIRST_MS = 1_200;
    private static final int TAIL_MS = 2_500;

    /**
     * A sound at the microphone.
     *
     * @param kind what it is
     * @param from its first frame that can be heard, in samples of the microphone
     * @param to its end
     */
    public record Placed(SoundKind kind, int from, int to) {}

    /** The conversation of a seed. */
    public static TalkPlan of(long seed, Talkers talkers) {
        SplittableRandom random = new SplittableRandom(seed);
        double speechDbfs = random.nextDouble(-24, -16);
        double noiseDbfs = speechDbfs - SNR_DB[random.nextInt(SNR_DB.length)];
        List<SoundKind> kinds = kinds(random);
        List<short[]> pcm = new ArrayList<>();
        int[] at = new int[kinds.size()];
        int next = (LEAD_MS + FIRST_MS) * SAMPLES_PER_MS;
        for (int i = 0; i < kinds.size(); i++) {
            short[] sound = sound(kinds.get(i), speechDbfs, talkers, random);
            pcm.add(sound);
            at[i] = next + random.nextInt(400 * SAMPLES_PER_MS);
            next = at[i] + sound.length + random.nextInt(1_200, 2_000) * SAMPLES_PER_MS;
        }
        int last = kinds.size() - 1;
        int answerMs = (at[last] + pcm.get(last).length) / SAMPLES_PER_MS - LEAD_MS + TAIL_MS;
        short[] microphone = new short[(LEAD_MS + answerMs + TAIL_MS) * SAMPLES_PER_MS / FRAME * FRAME];
        room(microphone, talkers.room(), noiseDbfs, random);
        List<Placed> sounds = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            short[] sound = pcm.get(i);
            int onset = onset(sound, noiseDbfs);
            sounds.add(new Placed(kinds.get(i), at[i] + onset, at[i] + sound.length));
            for (int s = 0; s < sound.length; s++) {
                microphone[at[i] + s] = Levels.clip(microphone[at[i] + s] + sound[s]);
            }
        }
        return new TalkPlan(seed, microphone, List.copyOf(sounds), answerMs, noiseDbfs);
    }

    /** One to three sounds that should not matter; in three of four conversations the user speaks up in the end. */
    private static List<SoundKind> kinds(SplittableRandom random) {
        List<SoundKind> kinds = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            int draw = random.nextInt(100);
            kinds.add(
                    draw < 40
                            ? SoundKind.COUGH
                            : draw < 80
                                    ? SoundKind.MM_HMM
                                    : draw < 87
                                            ? SoundKind.SIDE_TALK
                                            : draw < 94 ? SoundKind.KEYBOARD : SoundKind.BREATH);
        }
        if (random.nextInt(4) > 0) {
            kinds.add(SoundKind.INTERRUPTION);
        }
        return kinds;
    }

    private static short[] sound(SoundKind kind, double speechDbfs, Talkers talkers, SplittableRandom random) {
        return switch (kind) {
            case COUGH -> Levels.at(SyntheticSounds.cough(random), speechDbfs + random.nextDouble(-6, 4));
            case MM_HMM -> Levels.at(SyntheticSounds.mmHmm(random), speechDbfs + random.nextDouble(-8, 0));
            case SIDE_TALK -> Levels.at(talkers.sentence(random), speechDbfs - random.nextDouble(16, 24));
            case KEYBOARD -> Levels.at(SyntheticSounds.keyboard(random), speechDbfs - random.nextDouble(14, 24));
            case BREATH -> Levels.at(SyntheticSounds.breath(random), speechDbfs - random.nextDouble(20, 30));
            case INTERRUPTION -> Levels.at(talkers.sentence(random), speechDbfs);
        };
    }

    private static void room(short[] into, short[] noise, double dbfs, SplittableRandom random) {
        double gain = Math.pow(10, (dbfs - Levels.dbfs(noise, 0, noise.length)) / 20);
        int at = random.nextInt(noise.length);
        for (int i = 0; i < into.length; i++) {
            into[i] = Levels.clip(noise[at] * gain);
            at = at + 1 == noise.length ? 0 : at + 1;
        }
    }

    /** The first frame that is louder than the room and not too soft for anybody. */
    private static int onset(short[] sound, double noiseDbfs) {
        for (int at = 0; at < sound.length; at += FRAME) {
            if (Levels.dbfs(sound, at, FRAME) > Math.max(noiseDbfs, Levels.AUDIBLE_DBFS)) {
                return at;
            }
        }
        return 0;
    }

    /** A frame of 10 ms; beyond the end it is the last one. */
    public short[] frame(int number) {
        int at = Math.max(0, Math.min(number, microphone.length / FRAME - 1)) * FRAME;
        return Arrays.copyOfRange(microphone, at, at + FRAME);
    }

    /** How many frames there are. */
    public int frames() {
        return microphone.length / FRAME;
    }
}
