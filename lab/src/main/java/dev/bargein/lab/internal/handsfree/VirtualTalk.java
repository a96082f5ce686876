package dev.bargein.lab.internal.handsfree;

import static dev.bargein.lab.internal.handsfree.AgendaClock.ms;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.Step;
import dev.bargein.lab.handsfree.HandsFreeArm;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.SessionConfig;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One conversation in virtual time: the client's state machine and player between a service, a microphone and an ear.
 *
 * <p>It is driven as a session drives it: frames of 10 ms, what was played before every input that rests on it, and a wake
 * when one is due. Not thread-safe.
 */
final class VirtualTalk {
    private static final long FRAME_NANOS = 10_000_000;
    private static final int FRAMES_PER_REPORT = 10;

    /** What a jitter buffer holds back on the way down, and what media takes longer than events on the way up. */
    private static final long JITTER_BUFFER_NANOS = ms(40);

    private static final long CONNECT_NANOS = ms(5_000);

    /** So much longer than the answer is listened to. */
    private static final int TALK_ON_MS = 4_000;

    private final TalkPlan plan;
    private final boolean webRtc;
    private final BitSet speaking;
    private final VirtualClient client;
    private final AgendaClock clock = new AgendaClock();
    private final VirtualSpeechService service;
    private final SplittableRandom random;
    private final long wayNanos;
    private final Deque<AudioBytes> uplink = new ArrayDeque<>();
    private final short[] ear;
    private int earSamples;
    private long earStart = -1;
    private int capturedFrames;
    private int anchorFrame = -1;
    private boolean detected;
    private PlayoutReport lastReport = PlayoutReport.EMPTY;
    private int framesSinceReport;
    private long wakeToken;
    private long voiceAt = -1;
    /** When the frame of the microphone began that is the first after the lead. */
    private long anchorNanos;

    private long downFree;

    /**
     * A conversation.
     *
     * @param speaking in which frames of the microphone the detector says that the user speaks
     */
    VirtualTalk(
            TalkPlan plan,
            HandsFreeArm arm,
            ConversationConfig options,
            BitSet speaking,
            short[] voice,
            VirtualClient.Factory factory) {
        this.plan = plan;
        this.webRtc = !arm.transport().traits().audioTaggedWithItem();
        this.speaking = speaking;
        this.wayNanos = ms(arm.rttMs() / 2.0);
        this.random = new SplittableRandom(plan.seed() ^ 0x5DEECE66DL);
        this.client = factory.make(options.withSession(SessionConfig.HANDS_FREE));
        this.service = new VirtualSpeechService(clock, this::fromServer, voice, webRtc);
        this.ear = new short[(plan.answerMs() + TALK_ON_MS) * Levels.SAMPLES_PER_MS];
    }

    /**
     * What was heard.
     *
     * @param pcm everything that was rendered, from the first audible frame on
     * @param offset what is heard at a sample of the microphone is so many samples further on in {@code pcm}
     */
    record Heard(short[] pcm, int offset) {}

    /** Lives through it; null when the voice was never heard. */
    @Nullable
    Heard run() {
        clock.at(0, () -> {
            step(new Input.TransportUp());
            clock.at(ms(200) + wayNanos * 2, () -> {
                informed(new Input.Listen(true));
                informed(new Input.Say("Tell me a story."));
            });
        });
        clock.at(random.nextLong(FRAME_NANOS), this::pull);
        clock.at(FRAME_NANOS + random.nextLong(FRAME_NANOS), this::capture);
        if (webRtc) {
            clock.at(random.nextLong(2 * FRAME_NANOS), this::sendMedia);
        }
        clock.runUntil(CONNECT_NANOS);
        if (voiceAt < 0) {
            return null;
        }
        clock.runUntil(voiceAt + ms(plan.answerMs() + TALK_ON_MS));
        long lag = (anchorNanos - voiceAt) * Levels.SAMPLES_PER_MS / 1_000_000;
        return new Heard(Arrays.copyOf(ear, earSamples), (int) lag - TalkPlan.LEAD_MS * Levels.SAMPLES_PER_MS);
    }

    private void pull() {
        short[] frame = new short[Levels.FRAME];
        boolean changed = client.render(frame);
        boolean audible = Levels.dbfs(frame, 0, frame.length) > Levels.AUDIBLE_DBFS;
        if (voiceAt < 0 && audible) {
            voiceAt = clock.now();
        }
        if (voiceAt >= 0 && earSamples + frame.length <= ear.length) {
            System.arraycopy(frame, 0, ear, earSamples, frame.length);
            earSamples += frame.length;
        }
        if (changed || ++framesSinceReport >= FRAMES_PER_REPORT) {
            framesSinceReport = 0;
            PlayoutReport report = client.report();
            if (changed || !report.equals(lastReport)) {
                lastReport = report;
                step(new Input.Played(report));
            }
        }
        clock.in(FRAME_NANOS, this::pull);
    }

    /** The end of a frame of the microphone. */
    private void capture() {
        int lead = TalkPlan.LEAD_MS / 10;
        int number = capturedFrames++ % lead;
        if (anchorFrame < 0 && voiceAt >= 0 && voiceAt <= clock.now() - FRAME_NANOS) {
            anchorFrame = capturedFrames - 1;
            anchorNanos = clock.now() - FRAME_NANOS;
        }
        if (anchorFrame >= 0) {
            number = lead + capturedFrames - 1 - anchorFrame;
        }
        boolean speaks = anchorFrame >= 0 && speaking.get(Math.min(number, plan.frames() - 1));
        if (speaks != detected) {
            detected = speaks;
            informed(new Input.UserSpeech(speaks));
        }
        short[] pcm = plan.frame(number);
        step(new Input.MicrophoneFrame(AudioBytes.ofPcm(pcm, 0, pcm.length)));
        if (webRtc && !uplink.isEmpty()) {
            short[] media = uplink.removeFirst().toPcm();
            clock.in(wayNanos + JITTER_BUFFER_NANOS, () -> service.hear(media));
        }
        clock.in(FRAME_NANOS, this::capture);
    }

    /** A packet leaves the service, and is played out of the jitter buffer in two frames. */
    private void sendMedia() {
        short[] packet = service.packet();
        long arrives = clock.now() + wayNanos + JITTER_BUFFER_NANOS + random.nextLong(3_000_000);
        for (int half = 0; half < 2; half++) {
            short[] frame = Arrays.copyOfRange(packet, half * Levels.FRAME, (half + 1) * Levels.FRAME);
            clock.at(arrives + half * FRAME_NANOS, () -> client.live(frame));
        }
        clock.in(2 * FRAME_NANOS, this::sendMedia);
    }

    private void fromServer(ServerEvent event) {
        downFree = Math.max(downFree, clock.now() + wayNanos + random.nextLong(2_000_000));
        clock.at(downFree, () -> informed(new Input.FromServer(event)));
    }

    private void informed(Input input) {
        if (input.needsPlayed()) {
            lastReport = client.report();
            framesSinceReport = 0;
            step(new Input.Played(lastReport));
        }
        step(input);
    }

    private void step(Input input) {
        Step step = client.handle(input, clock.now());
        for (Command command : step.commands()) {
            if (command instanceof Command.PlayoutCommand forPlayer) {
                client.apply(forPlayer);
            } else if (command instanceof Command.Send send) {
                clock.in(wayNanos, () -> service.receive(send.event()));
            } else if (command instanceof Command.SendAudio audio) {
                uplink.add(audio.pcm());
            }
        }
        long token = ++wakeToken;
        if (step.wakeAtNanos() != Long.MAX_VALUE) {
            clock.at(step.wakeAtNanos(), () -> {
                if (token == wakeToken) {
                    informed(new Input.Wake());
                }
            });
        }
    }
}
