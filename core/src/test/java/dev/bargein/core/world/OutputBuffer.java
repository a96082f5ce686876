package dev.bargein.core.world;

import dev.bargein.core.MediaTime;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/** The server's buffer on WebRTC: sends 20 ms of sound every 20 ms, and remembers what it sent when. */
final class OutputBuffer {
    static final int SLOT_MS = 10;
    private static final int SEAMLESS_SLOTS = 50;
    /** After that much silence it says that it ran out. */
    private static final int DRY_SLOTS = 10;

    static final int SLOT_SAMPLES = SLOT_MS * MediaTime.SAMPLES_PER_MS;

    private final SimulatedNetwork network;
    private final ModelServer server;
    private final Quirks quirks;
    private final Deque<Chunk> queue = new ArrayDeque<>();
    private int[] response = new int[4_096];
    private int[] position = new int[4_096];
    private boolean ticking;
    private int lastSlot = -SEAMLESS_SLOTS;
    private int sounding = -1;
    private final BitSet unclear = new BitSet();
    private final BitSet drained = new BitSet();

    /** Sound of an item; ends the response when empty. */
    private record Chunk(ServerItem item, int response, int from, int to) {}

    OutputBuffer(SimulatedNetwork network, ModelServer server, Quirks quirks) {
        this.network = network;
        this.server = server;
        this.quirks = quirks;
        Arrays.fill(response, -1);
    }

    void add(ServerItem item, int from, int to) {
        queue.add(new Chunk(item, item.response, from, to));
        tick();
    }

    void end(int no) {
        queue.add(new Chunk(new ServerItem("", "", "", no, 0, 0), no, 0, 0));
        tick();
    }

    boolean empty() {
        return queue.isEmpty() && sounding < 0;
    }

    /** Whether it is empty, and has been for so long that nothing it sent is still on its way. */
    boolean quiet() {
        return empty() && network.nowNanos() / SimulatedNetwork.ms(SLOT_MS) - lastSlot > SEAMLESS_SLOTS;
    }

    /** Throws away what was not sent. */
    void clear() {
        if (empty()) {
            return;
        }
        int no = sounding >= 0 ? sounding : queue.getFirst().response();
        queue.clear();
        sounding = -1;
        if (quirks.cleared()) {
            network.send(new ServerEvent.OutputAudioBufferCleared(server.eventId(), server.responseId(no)));
        }
        if (quirks.truncates()) {
            for (ServerItem item : server.items()) {
                if (item.response >= no && item.hasAudio() && item.sent < item.generated && item.remembered()) {
                    long ms = (item.sent / MediaTime.SAMPLES_PER_MS + 19) / 20 * 20;
                    server.truncate(item, Math.min(ms, item.generatedMs()));
                }
            }
        }
    }

    /** The connection broke. */
    void drop() {
        queue.clear();
        sounding = -1;
    }

    private void tick() {
        if (!ticking) {
            ticking = true;
            long period = SimulatedNetwork.ms(2 * SLOT_MS);
            network.later(period - network.nowNanos() % period, this::send);
        }
    }

    private void send() {
        ticking = false;
        int slot = (int) (network.nowNanos() / SimulatedNetwork.ms(SLOT_MS));
        if (slot + 2 > response.length) {
            int old = response.length;
            response = Arrays.copyOf(response, 2 * old);
            position = Arrays.copyOf(position, 2 * old);
            Arrays.fill(response, old, 2 * old, -1);
        }
        fill(slot);
        fill(slot + 1);
        if (!empty()) {
            tick();
        }
    }

    /**
     * Whether the buffer ran dry in the middle of a response, which a listener cannot tell from a pause, or the response
     * followed so closely on another one that he cannot tell where it begins.
     */
    boolean unclear(int no) {
        return unclear.get(no);
    }

    /** Whether it said in the middle of a response that it had run out. */
    boolean drained(int no) {
        return drained.get(no);
    }

    /** Sends 10 ms; a last piece that is shorter is filled up with silence. */
    private void fill(int slot) {
        finish();
        if (queue.isEmpty()) {
            if (sounding >= 0) {
                unclear.set(sounding);
                if (quirks.drains() && slot - lastSlot > DRY_SLOTS) {
                    stopped(sounding);
                    drained.set(sounding);
                    sounding = -1;
                }
            }
            return;
        }
        Chunk head = queue.removeFirst();
        if (sounding != head.response()) {
            sounding = head.response();
            if (slot - lastSlot < SEAMLESS_SLOTS) {
                unclear.set(sounding);
            }
            if (quirks.started()) {
                network.send(
                        new ServerEvent.OutputAudioBufferStarted(server.eventId(), server.responseId(head.response())));
            }
        }
        int to = Math.min(head.to(), head.from() + SLOT_SAMPLES);
        lastSlot = slot;
        response[slot] = head.response();
        position[slot] = head.item().start + head.from();
        lengths(slot, to - head.from());
        head.item().sent = to;
        if (to < head.to()) {
            queue.addFirst(new Chunk(head.item(), head.response(), to, head.to()));
        }
        finish();
    }

    private void finish() {
        while (!queue.isEmpty() && queue.getFirst().to() == 0) {
            int no = queue.removeFirst().response();
            if (sounding == no) {
                sounding = -1;
                stopped(no);
            }
        }
    }

    private void stopped(int no) {
        if (quirks.stopped()) {
            network.send(new ServerEvent.OutputAudioBufferStopped(server.eventId(), server.responseId(no)));
        }
    }

    private byte[] length = new byte[4_096];

    private void lengths(int slot, int samples) {
        if (slot >= length.length) {
            length = Arrays.copyOf(length, Math.max(2 * length.length, slot + 1));
        }
        length[slot] = (byte) (samples == SLOT_SAMPLES ? 0 : samples);
    }

    /** The response that was sent in a slot, -1 for none. */
    int responseAt(long slot) {
        return slot < 0 || slot >= response.length ? -1 : response[(int) slot];
    }

    /** Where in the response the slot starts. */
    int positionAt(long slot) {
        return position[(int) slot];
    }

    /** How many samples of it there are. */
    int lengthAt(long slot) {
        int samples = Byte.toUnsignedInt(length[(int) slot]);
        return samples == 0 ? SLOT_SAMPLES : samples;
    }
}
