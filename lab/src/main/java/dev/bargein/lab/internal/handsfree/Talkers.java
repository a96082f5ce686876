package dev.bargein.lab.internal.handsfree;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sentences that were spoken once, and the noise of a room: what the users of all conversations are made of.
 *
 * <p>Immutable, and so thread-safe.
 */
public final class Talkers {
    /** Some 30 seconds of speech in each voice. */
    private static final List<String> SENTENCES = List.of(
            "Stop, that is not what I asked for.",
            "Wait a moment, please.",
            "No, I meant the other one.",
            "Can you tell me the price again?",
            "Hold on, I have a question.",
            "Actually, let us talk about something else.",
            "Sorry, could you repeat that?",
            "I would rather go by train.",
            "What about tomorrow morning?",
            "That is enough, thank you.",
            "How much does it cost?",
            "Please tell me about the weather instead.");

    private static final int SYNTHETIC = 24;
    private static final int MOST_VOICES = 8;
    private static final int LONGEST_MS = 8_000;
    private static final int LEAST_MS = 1_000;
    private static final int ROOM_MS = 10_000;
    private static final int CHUNK = 4_800;

    private final List<short[]> sentences;
    private final short[] room;

    private Talkers(List<short[]> sentences) {
        this.sentences = List.copyOf(sentences);
        this.room = SyntheticSounds.room(new SplittableRandom(1), ROOM_MS);
    }

    /** Lets every voice say every sentence, which takes a tenth of the time that it takes to say them. */
    public static Talkers of(List<Voice> voices) {
        List<short[]> spoken = new ArrayList<>();
        for (Voice voice : voices.subList(0, Math.min(MOST_VOICES, voices.size()))) {
            for (String sentence : SENTENCES) {
                short[] pcm = Levels.trimmed(speak(voice, sentence));
                if (pcm.length >= LEAST_MS * Levels.SAMPLES_PER_MS) {
                    spoken.add(pcm);
                }
            }
        }
        return spoken.isEmpty() ? synthetic() : new Talkers(spoken);
    }

    /** For where no voice can be had. */
    public static Talkers synthetic() {
        List<short[]> spoken = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(2);
        while (spoken.size() < SYNTHETIC) {
            short[] pcm = Levels.trimmed(SyntheticSounds.speech(random));
            if (pcm.length >= LEAST_MS * Levels.SAMPLES_PER_MS) {
                spoken.add(pcm);
            }
        }
        return new Talkers(spoken);
    }

    private static short[] speak(Voice voice, String sentence) {
        short[] pcm = new short[LONGEST_MS * Levels.SAMPLES_PER_MS];
        int length = 0;
        try (Utterance utterance = voice.speak(sentence, 0, 0)) {
            while (length < pcm.length) {
                int read = utterance.read(pcm, length, Math.min(CHUNK, pcm.length - length));
                if (read < 0) {
                    break;
                }
                length += read;
            }
        }
        return Arrays.copyOf(pcm, length);
    }

    /** A sentence of a second or more; not to be changed. */
    short[] sentence(SplittableRandom random) {
        return sentences.get(random.nextInt(sentences.size()));
    }

    /** Noise of a room, to be played over and over; not to be changed. */
    short[] room() {
        return room;
    }
}
