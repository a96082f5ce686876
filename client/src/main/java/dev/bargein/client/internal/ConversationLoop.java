package dev.bargein.client.internal;

import dev.bargein.core.Command;
import dev.bargein.core.Conversation;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.ConversationItem;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.Playout;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.SpeechDetector;
import dev.bargein.core.Step;
import dev.bargein.core.WakeReason;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.TokenUsage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and its player under their one lock, with the clock and the timer that they have not.
 *
 * <p>What is decided for the player is done before a call returns; everything else is handed on, in order.
 *
 * <p>Thread-safe. The lock is held for nothing but the two and for handing on, so that no call blocks for
 * longer than a copy of a few frames.
 */
final class ConversationLoop {
    private static final int FRAMES_PER_REPORT = 10;
    private static final int MAX_MEDIA_FRAMES = 500;
    private static final Step NOTHING = new Step(List.of(), Long.MAX_VALUE, WakeReason.NONE);

    private final Conversation conversation;
    private final Playout playout;
    private final Supplier<MediaTime> latency;
    private final Consumer<Command> commands;
    private final Consumer<Notice> notices;
    private final ListenerDispatcher dispatcher;
    /** Used by the microphone's thread alone. */
    private @Nullable SpeechDetector detector;

    private final ScheduledExecutorService timer;

    /** Frames of the user's voice that wait for their turn on the live stream. */
    private final Deque<short[]> media = new ArrayDeque<>();

    private final Object lock = new Object();
    private PlayoutReport lastReport = PlayoutReport.EMPTY;
    private int framesSinceReport;
    private long wakeAtNanos = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> wake;
    private boolean speaking;
    private Conversation.Activity activity = Conversation.Activity.IDLE;
    private MediaTime knownLatency;
    private int framesSinceLatency = FRAMES_PER_REPORT;
    private boolean ended;

    /**
     * Makes one that waits for its transport.
     *
     * @param latency of the speaker now; asked for on its own thread
     * @param commands takes note of what is to be sent or done; called under the lock
     * @param notices takes note of what the application is told; called under the lock
     * @param detector tells speech at the microphone; null for none
     */
    ConversationLoop(
            ConversationConfig config,
            Supplier<MediaTime> latency,
            Consumer<Command> commands,
            Consumer<Notice> notices,
            @Nullable SpeechDetector detector,
            ListenerDispatcher dispatcher,
            ScheduledExecutorService timer) {
        this.conversation = new Conversation(config);
        this.playout = new Playout(config.traits());
        this.latency = latency;
        this.knownLatency = config.outputLatency();
        this.commands = commands;
        this.notices = notices;
        this.detector = detector;
        this.dispatcher = dispatcher;
        this.timer = timer;
    }

    /** Hands in something that happened, or a call of the application. */
    Step input(Input input) {
        synchronized (lock) {
            return ended ? NOTHING : informed(input);
        }
    }

    /** Hands in what came from the server, and shows it to the listener. */
    Step server(ServerEvent event, long nanos, long bytes) {
        synchronized (lock) {
            if (ended) {
                return NOTHING;
            }
            dispatcher.post(l -> l.onEvent(event, nanos), bytes);
            Step step = informed(new Input.FromServer(event));
            if (event instanceof ServerEvent.ResponseOutputAudioDelta) {
                for (Command command : step.commands()) {
                    arrived(command, nanos);
                }
            }
            return step;
        }
    }

    /** How long a sound is depends on the format of its session, which the conversation knows. */
    private void arrived(Command command, long nanos) {
        if (command instanceof Command.Play p) {
            dispatcher.post(l -> l.onAudioArrived(p.track(), p.pcm().size() / 2, nanos));
        } else if (command instanceof Command.Discard d) {
            dispatcher.post(l -> l.onAudioArrived(d.track(), d.samples(), nanos));
        }
    }

    /** Takes 10 ms of the remote track. */
    void live(short[] pcm) {
        synchronized (lock) {
            if (!ended) {
                playout.live(pcm);
            }
        }
    }

    /** Fills 10 ms for the speaker. */
    void render(short[] frame) {
        // A device knows its latency once it is open, and it changes with the device.
        MediaTime now = ++framesSinceLatency > FRAMES_PER_REPORT ? latency.get() : null;
        synchronized (lock) {
            if (ended) {
                Arrays.fill(frame, (short) 0);
                return;
            }
            if (now != null) {
                framesSinceLatency = 0;
                if (!now.equals(knownLatency)) {
                    knownLatency = now;
                    step(new Input.OutputLatency(now));
                }
            }
            boolean changed = playout.render(frame);
            if (changed || ++framesSinceReport >= FRAMES_PER_REPORT) {
                framesSinceReport = 0;
                PlayoutReport report = playout.report();
                if (changed || !report.equals(lastReport)) {
                    lastReport = report;
                    step(new Input.Played(report));
                }
            }
        }
    }

    /**
     * Takes 10 ms from the microphone.
     *
     * @return what is to be sent as media in its place, null for silence
     */
    short @Nullable [] microphone(short[] pcm) {
        boolean speaks = speaks(pcm);
        AudioBytes bytes = AudioBytes.ofPcm(pcm, 0, pcm.length);
        synchronized (lock) {
            if (ended) {
                return null;
            }
            if (speaks != speaking) {
                speaking = speaks;
                informed(new Input.UserSpeech(speaks));
            }
            step(new Input.MicrophoneFrame(bytes));
            return media.poll();
        }
    }

    /** A detector of the application that fails is not asked again, and nobody is taken to speak. */
    private boolean speaks(short[] pcm) {
        SpeechDetector d = detector;
        if (d == null) {
            return false;
        }
        try {
            return d.speaking(pcm);
        } catch (RuntimeException e) {
            detector = null;
            dispatcher.postProblem("The speech detector failed and is not used any more: " + e);
            return false;
        }
    }

    List<ConversationItem> items() {
        synchronized (lock) {
            return conversation.items();
        }
    }

    TokenUsage usage() {
        synchronized (lock) {
            return conversation.usage();
        }
    }

    Conversation.Activity activity() {
        synchronized (lock) {
            return ended ? Conversation.Activity.IDLE : activity;
        }
    }

    boolean pressAccepted() {
        synchronized (lock) {
            return !ended && conversation.pressAccepted();
        }
    }

    /**
     * Hands in that a connection is gone or could not be had.
     *
     * @return true when that is the end, and nothing happens any more; false when another connection will be made, or when
     *     it had ended before
     */
    boolean lost(Input.TransportDown down) {
        synchronized (lock) {
            if (ended) {
                return false;
            }
            informed(down);
            return !conversation.connecting() && end(null);
        }
    }

    /**
     * Hands in the last input, after which nothing happens any more and the player is silent.
     *
     * @param last null when there is nothing to say
     * @return false when it had ended before
     */
    boolean end(@Nullable Input last) {
        synchronized (lock) {
            if (ended) {
                return false;
            }
            if (last != null) {
                informed(last);
            }
            ended = true;
            if (activity != Conversation.Activity.IDLE) {
                long now = System.nanoTime();
                dispatcher.post(l -> l.onActivity(Conversation.Activity.IDLE, now));
            }
            media.clear();
            if (wake != null) {
                wake.cancel(false);
            }
            return true;
        }
    }

    private PlayoutReport report() {
        lastReport = playout.report();
        framesSinceReport = 0;
        return lastReport;
    }

    /** Takes an input after what was played until now, where the answer may rest on it. */
    private Step informed(Input input) {
        if (input.needsPlayed()) {
            step(new Input.Played(report()));
        }
        return step(input);
    }

    private Step step(Input input) {
        long now = System.nanoTime();
        Step step = conversation.handle(input, now);
        for (Command command : step.commands()) {
            carryOut(command, now);
        }
        wakeAt(step.wakeAtNanos(), now);
        Conversation.Activity current = conversation.activity();
        if (current != activity) {
            activity = current;
            dispatcher.post(l -> l.onActivity(current, now));
        }
        return step;
    }

    /** About how much memory a command keeps: its sound, and what an item says. */
    private static long heldBy(Command command) {
        if (command instanceof Command.Play p) {
            return p.pcm().size();
        } else if (command instanceof Command.SendAudio a) {
            return a.pcm().size();
        } else if (command instanceof Command.Send s) {
            return heldBy(s.event());
        }
        return 0;
    }

    private static long heldBy(ClientEvent event) {
        if (event instanceof ClientEvent.InputAudioBufferAppend a) {
            return a.audio().size();
        }
        long bytes = 0;
        if (event instanceof ClientEvent.ConversationItemCreate c) {
            for (ContentPart part : c.item().content()) {
                String text = part.text();
                bytes += text == null ? 0 : ListenerDispatcher.bytesOf(text);
            }
        }
        return bytes;
    }

    private void carryOut(Command command, long now) {
        dispatcher.post(l -> l.onCommand(command, now), heldBy(command));
        if (command instanceof Command.Connect) {
            // What was meant for the old connection must not be the first that the next one hears.
            media.clear();
        }
        if (command instanceof Command.PlayoutCommand p) {
            playout.apply(p);
        } else if (command instanceof Command.SendAudio a) {
            if (media.size() < MAX_MEDIA_FRAMES) {
                media.add(a.pcm().toPcm());
            }
        } else if (command instanceof Command.Notify n) {
            dispatcher.post(l -> l.onNotice(n.notice(), now));
            notices.accept(n.notice());
        } else {
            commands.accept(command);
        }
    }

    private void wakeAt(long nanos, long now) {
        if (nanos == wakeAtNanos) {
            return;
        }
        if (wake != null) {
            wake.cancel(false);
            wake = null;
        }
        wakeAtNanos = nanos;
        if (nanos != Long.MAX_VALUE) {
            wake = timer.schedule(this::onWake, Math.max(0, nanos - now), TimeUnit.NANOSECONDS);
        }
    }

    private void onWake() {
        synchronized (lock) {
            if (ended || wakeAtNanos == Long.MAX_VALUE) {
                return;
            }
            long early = wakeAtNanos - System.nanoTime();
            if (early > 0) {
                // A timer that was replaced while it fired.
                wake = timer.schedule(this::onWake, early, TimeUnit.NANOSECONDS);
                return;
            }
            wakeAtNanos = Long.MAX_VALUE;
            wake = null;
            informed(new Input.Wake());
        }
    }
}
