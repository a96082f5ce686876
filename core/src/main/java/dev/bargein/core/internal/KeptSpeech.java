package dev.bargein.core.internal;

import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.protocol.AudioBytes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Keeps frames of the microphone while the session is not ready, and sends them when it is: in events at once, and as media at
 * the pace of the microphone, as nothing there can be faster.
 */
final class KeptSpeech {
    /** What is kept at most; of more the oldest is dropped. */
    static final MediaTime MAX_KEPT = MediaTime.ofMillis(30_000);

    /** Kept frames travel in events of this size. */
    private static final int APPEND_BYTES = (int) MediaTime.ofMillis(1_000).samples() * 2;

    private final boolean inEvents;
    private final CommandBuffer out;
    private final MicrophoneUplink uplink;
    private final Deque<AudioBytes> kept = new ArrayDeque<>();
    private boolean keeping;
    private long keptBytes;
    private long lostBytes;

    KeptSpeech(ConversationConfig config, CommandBuffer out, MicrophoneUplink uplink) {
        this.uplink = uplink;
        this.inEvents = config.traits().microphoneInEvents();
        this.out = out;
        this.keeping = config.connection().keepsUntilReady();
    }

    /** Keeps what comes from here on. */
    void keep() {
        keeping = true;
    }

    /** Keeps what comes, and what was said before, which is to be sent again. */
    void keep(Deque<AudioBytes> again) {
        keeping = true;
        clear();
        again.forEach(this::add);
    }

    /** Whether what comes is kept, and nothing is sent. */
    boolean keeping() {
        return keeping;
    }

    /** Whether anything is still to be sent, or will be. */
    boolean behind() {
        return keeping || !kept.isEmpty();
    }

    /** How long it takes to send what is kept as media. */
    long behindNanos() {
        return new MediaTime(keptBytes / 2).millis() * 1_000_000;
    }

    void send(AudioBytes pcm) {
        if (keeping || !kept.isEmpty()) {
            add(pcm);
            sendOne();
        } else {
            uplink.send(pcm);
        }
    }

    /** 10 ms of the microphone are over in which nothing is to be sent but what was kept. */
    void sendOne() {
        AudioBytes oldest = keeping ? null : kept.poll();
        if (oldest != null) {
            keptBytes -= oldest.size();
            uplink.send(oldest);
        }
    }

    /** Sends what was kept, from here on. */
    void deliver() {
        keeping = false;
        if (lostBytes > 0) {
            out.notify(new Notice.SpeechLost(new MediaTime(lostBytes / 2)));
            lostBytes = 0;
        }
        if (inEvents) {
            while (!kept.isEmpty()) {
                uplink.send(together());
            }
            keptBytes = 0;
        }
    }

    /** Forgets what was kept. */
    void clear() {
        kept.clear();
        keptBytes = 0;
        lostBytes = 0;
    }

    /** Keeps a frame, and sends nothing. */
    void add(AudioBytes pcm) {
        kept.add(pcm);
        keptBytes += pcm.size();
        while (keptBytes > MAX_KEPT.samples() * 2) {
            int oldest = kept.remove().size();
            keptBytes -= oldest;
            lostBytes += oldest;
        }
    }

    private AudioBytes together() {
        byte[] bytes = new byte[APPEND_BYTES];
        int filled = 0;
        for (AudioBytes next = kept.peek();
                next != null && (filled == 0 || filled + next.size() <= APPEND_BYTES);
                next = kept.peek()) {
            if (next.size() > APPEND_BYTES) {
                return kept.remove();
            }
            System.arraycopy(next.toByteArray(), 0, bytes, filled, next.size());
            filled += next.size();
            kept.remove();
        }
        return AudioBytes.of(Arrays.copyOf(bytes, filled));
    }

    /** The sound of the user's last turn, kept until it is certain that it need not be sent again. */
    static final class SpokenTurn {
        private static final int MAX_EARLIER = 16;

        private final Deque<AudioBytes> frames = new ArrayDeque<>();
        private long bytes;
        private boolean committed;
        private boolean taken;
        private String itemId = "";
        /** Earlier turns that the server was asked to make items of, and did not yet. */
        private int earlier;

        /** A new turn begins, or there is none. */
        void begin() {
            if (committed && !taken && earlier < MAX_EARLIER) {
                earlier++;
            }
            frames.clear();
            bytes = 0;
            again();
        }

        /** It is to be committed once more. */
        void again() {
            committed = false;
            taken = false;
            itemId = "";
        }

        void add(AudioBytes pcm) {
            frames.add(pcm);
            bytes += pcm.size();
            while (bytes > MAX_KEPT.samples() * 2) {
                bytes -= frames.remove().size();
            }
        }

        void committed() {
            committed = true;
        }

        /** The server has made an item of it. */
        void taken(String id) {
            if (earlier > 0) {
                earlier--;
            } else if (committed && !taken) {
                taken = true;
                itemId = id;
            }
        }

        /** The connection is gone: how many earlier turns the server was not seen to take. Each is counted once. */
        int takeEarlier() {
            int count = earlier;
            earlier = 0;
            return count;
        }

        /** Whether the server was asked to make an item of it, and was not seen to do so. */
        boolean isUndelivered() {
            return committed && !taken;
        }

        boolean isTaken() {
            return taken;
        }

        String itemId() {
            return itemId;
        }

        Deque<AudioBytes> frames() {
            return frames;
        }

        /** Whether nothing of it is left when the server that heard it is gone: neither its words nor an answer. */
        boolean lost(boolean answerOwed, ConversationState state) {
            return committed && (!taken || answerOwed && state.text(itemId).isEmpty());
        }
    }
}
