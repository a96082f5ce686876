package dev.bargein.simulator.internal.audio;

import dev.bargein.protocol.audio.PcmQueue;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.session.ServiceSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service's output audio buffer on WebRTC: what was generated and not sent yet, and exactly how much of each item
 * was sent. A pacer takes 20 ms at a time, silence when there is nothing to say.
 *
 * <p>Thread-safe; one monitor, held for a copy. The session fills and clears, the pacer renders.
 */
public final class OutputBuffer {
    /** Samples in the frame that one packet carries. */
    public static final int FRAME_SAMPLES = 480;

    /** Duration of that frame. */
    public static final int FRAME_MS = 20;

    /**
     * After so much silence between two items of one response the buffer counts as stopped, and starts again with the
     * next item. The real service does so; how long it waits is unknown.
     */
    private static final int PAUSE_FRAMES = 200 / FRAME_MS;

    /** Where the service has next to no room left, generation runs no further ahead than that. */
    private static final long TIGHT_QUEUED_SAMPLES = 2 * 24_000L;

    /** Ten minutes; the real service's limit is unknown. */
    private static final long MAX_QUEUED_SAMPLES = 10 * 60 * 24_000L;

    private final Deque<Line> lines = new ArrayDeque<>();
    private final Deque<Fact> facts = new ArrayDeque<>();
    /** Responses that may still open lines or fill them. */
    private final Set<String> unfinished = new HashSet<>();
    /** Those among them that were cleared away: nothing of theirs is heard any more. */
    private final Set<String> muted = new HashSet<>();

    private @Nullable String playing;
    /** Frames of silence in a row while a response plays of which nothing is left to send, and which is not finished. */
    private int dryFrames;

    private boolean silent;
    private final SessionMemory memory;

    public OutputBuffer() {
        this(SessionMemory.unlimited());
    }

    /** A buffer that tells what waits in it. */
    public OutputBuffer(SessionMemory memory) {
        this.memory = memory;
    }

    /** Fault: renders silence from now on, or no longer; what is sent is counted as ever. */
    public synchronized void setSilent(boolean on) {
        silent = on;
    }

    /** What happened at the sending end, for the session to tell the client. */
    public record Fact(boolean started, String responseId) {}

    /** One item's audio on its way out. Its fields are guarded by the buffer. */
    public static final class Line {
        public final String responseId;
        public final String itemId;
        private final PcmQueue waiting = new PcmQueue();
        private long sent;
        /** Whether it was opened after its response was cleared away: nothing of it will be sent. */
        public final boolean muted;

        private boolean complete;

        Line(String responseId, String itemId, boolean muted) {
            this.responseId = responseId;
            this.itemId = itemId;
            this.muted = muted;
        }
    }

    /** What a clear threw away of one item. */
    public record Dropped(Line line, long sentSamples, long droppedSamples) {}

    /** What a clear did, and what had happened before it that the client was not told yet. */
    public record Cleared(String responseId, List<Dropped> dropped, List<Fact> before) {}

    /**
     * Opens the line of an item. A response plays to its end before the next begins, and its items play in the order in
     * which their lines were opened.
     */
    public synchronized Line open(String responseId, String itemId) {
        Line line = new Line(responseId, itemId, muted.contains(responseId));
        unfinished.add(responseId);
        if (!line.muted) {
            lines.add(line);
        }
        return line;
    }

    /** No more items of this response will come. */
    public synchronized void finish(String responseId) {
        unfinished.remove(responseId);
        muted.remove(responseId);
        settle();
    }

    /** Adds audio; without effect after the line was cleared away. */
    public synchronized void append(Line line, short[] pcm, int length) {
        if (!lines.contains(line)) {
            return;
        }
        line.waiting.add(Arrays.copyOf(pcm, length));
        memory.add((long) length * Short.BYTES);
    }

    /**
     * Whether so much waits to be sent that this response has to wait with it. The one whose turn it is waits for itself
     * only: what is behind it can make no room.
     */
    public synchronized boolean isFull(String responseId) {
        boolean itsTurn = responseId.equals(turn());
        long queued = 0;
        for (Line line : lines) {
            if (!itsTurn || line.responseId.equals(responseId)) {
                queued += line.waiting.size();
            }
        }
        return queued >= MAX_QUEUED_SAMPLES || queued >= TIGHT_QUEUED_SAMPLES && memory.isTight();
    }

    /** No more audio of this item will come. */
    public synchronized void complete(Line line) {
        line.complete = true;
        settle();
    }

    /** Samples of the item sent so far. */
    public synchronized long sent(Line line) {
        return line.sent;
    }

    /** Whether audio of the response is queued, or the response is being played. */
    synchronized boolean holds(String responseId) {
        return responseId.equals(playing) || lines.stream().anyMatch(l -> l.responseId.equals(responseId));
    }

    /** The response that {@link #clear()} would cut off, null when there is nothing to cut. */
    public synchronized @Nullable String current() {
        if (playing != null) {
            return playing;
        }
        for (Line line : lines) {
            if (!line.waiting.isEmpty()) {
                return line.responseId;
            }
        }
        return null;
    }

    /** Throws away everything that was not sent; null when there was nothing to cut. */
    public synchronized @Nullable Cleared clear() {
        String responseId = current();
        if (responseId == null) {
            return null;
        }
        List<Dropped> dropped = new ArrayList<>();
        for (Line line : lines) {
            dropped.add(new Dropped(line, line.sent, line.waiting.size()));
            memory.add(-line.waiting.size() * Short.BYTES);
            mute(line.responseId);
            line.waiting.clear();
        }
        mute(responseId);
        lines.clear();
        playing = null;
        List<Fact> before = List.copyOf(facts);
        facts.clear();
        return new Cleared(responseId, dropped, before);
    }

    /**
     * Fills the frame that is to be sent now; called every 20 ms.
     *
     * @return whether the session has something to learn: call {@link ServiceSession#advance}
     */
    public synchronized boolean render(short[] frame) {
        int at = 0;
        Line head = head();
        if (head != null && !head.waiting.isEmpty()) {
            if (!head.responseId.equals(playing)) {
                playing = head.responseId;
                facts.add(new Fact(true, head.responseId));
            }
            at = head.waiting.take(frame, 0, FRAME_SAMPLES);
            head.sent += at;
            memory.add((long) -at * Short.BYTES);
        }
        Arrays.fill(frame, silent ? 0 : at, FRAME_SAMPLES, (short) 0);
        settle();
        notePause(at);
        return !facts.isEmpty();
    }

    public synchronized @Nullable Fact pollFact() {
        return facts.poll();
    }

    /** The response whose turn it is; null when there is none. */
    private @Nullable String turn() {
        if (playing != null) {
            return playing;
        }
        Line first = lines.peek();
        return first == null ? null : first.responseId;
    }

    /** The line whose turn it is; null when there is none. */
    private @Nullable Line head() {
        String responseId = turn();
        for (Line line : lines) {
            if (line.responseId.equals(responseId)) {
                return line;
            }
        }
        return null;
    }

    private void mute(String responseId) {
        if (unfinished.contains(responseId)) {
            muted.add(responseId);
        }
    }

    /** A response that pauses between two items has stopped, until it has more to say. */
    private void notePause(int samples) {
        String current = playing;
        boolean pauses =
                samples == 0 && current != null && lines.stream().noneMatch(line -> line.responseId.equals(current));
        dryFrames = pauses ? dryFrames + 1 : 0;
        if (current != null && dryFrames >= PAUSE_FRAMES) {
            playing = null;
            facts.add(new Fact(false, current));
        }
    }

    /** Drops lines that have nothing more to say, and notes when that ended a response. */
    private void settle() {
        lines.removeIf(line -> line.complete && line.waiting.isEmpty());
        String current = playing;
        if (current != null
                && !unfinished.contains(current)
                && lines.stream().noneMatch(line -> line.responseId.equals(current))) {
            playing = null;
            facts.add(new Fact(false, current));
        }
    }
}
