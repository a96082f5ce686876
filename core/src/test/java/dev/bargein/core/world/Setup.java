package dev.bargein.core.world;

import dev.bargein.core.MediaTime;

/**
 * The network and the devices of a conversation.
 *
 * @param upMs how long an event takes to the server, at least
 * @param downMs how long an event takes from the server, at least
 * @param jitterMs how much longer it may take
 * @param mediaUpMs how long the user's voice takes on WebRTC
 * @param mediaDownMs how long the model's voice takes on WebRTC, jitter buffer included
 * @param latencyMs how long a rendered sample takes to the ear
 * @param driftPpm how much slower the speaker is than the world
 * @param catchesUp whether the speaker pulls in haste what it missed in a stall
 * @param pauses whether there are pauses in speech
 * @param wakesLateMs how late the conversation is woken, at most
 * @param restingMicrophone whether frames come only while the microphone is live
 * @param emptyFrames whether the microphone hands in empty frames now and then
 */
record Setup(
        int upMs,
        int downMs,
        int jitterMs,
        int mediaUpMs,
        int mediaDownMs,
        int latencyMs,
        int driftPpm,
        boolean catchesUp,
        boolean pauses,
        int wakesLateMs,
        boolean restingMicrophone,
        boolean emptyFrames) {
    static final MediaTime PRE_ROLL = MediaTime.ofMillis(20);

    static Setup of(SeededRandom random, Profile profile) {
        int far = random.in(SeededRandom.SETUP, 1, 0, 3) == 0 ? 400 : 120;
        int up = random.in(SeededRandom.SETUP, 2, 0, far);
        int down = random.in(SeededRandom.SETUP, 3, 0, far);
        boolean clean = profile == Profile.CLEAN;
        return new Setup(
                up,
                down,
                random.in(SeededRandom.SETUP, 4, 0, clean ? 20 : 80),
                up + random.in(SeededRandom.SETUP, 5, 20, clean ? 80 : 200),
                Math.max(
                        20,
                        (clean ? down : random.in(SeededRandom.SETUP, 6, 0, far))
                                + random.in(SeededRandom.SETUP, 7, clean ? -40 : -100, 200)),
                random.permille(SeededRandom.SETUP, 8, 500) ? 0 : random.in(SeededRandom.SETUP, 9, 1, 120),
                random.in(SeededRandom.SETUP, 10, -200, 200),
                random.permille(SeededRandom.SETUP, 11, 500),
                random.permille(SeededRandom.SETUP, 12, 500),
                random.permille(SeededRandom.SETUP, 13, 600) ? 0 : random.in(SeededRandom.SETUP, 14, 1, 400),
                random.permille(SeededRandom.SETUP, 15, 400),
                random.permille(SeededRandom.SETUP, 16, 300));
    }
}
