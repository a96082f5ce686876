package dev.bargein.core;

import dev.bargein.core.internal.EnergySpeechDetector;

/**
 * Tells at the microphone whether the user speaks, before the server can: what {@link Input.UserSpeech} is made of.
 *
 * <p>Not thread-safe: each microphone has its own.
 */
public interface SpeechDetector {
    /**
     * Takes the next 10 ms. Must not block: sound waits for it.
     *
     * @param pcm 240 samples at 24 kHz; not to be kept or changed
     * @return whether the user is speaking at the end of them
     */
    boolean speaking(short[] pcm);

    /**
     * A detector that goes by loudness: sound that rises 12 dB above the noise of the room, which it learns all the time,
     * and is above -50 dBFS. It knows a voice within 30 ms, and its end after 150 ms; any other loud sound is speech to it
     * too. What it hears first it takes for the room.
     */
    static SpeechDetector energy() {
        return new EnergySpeechDetector();
    }
}
