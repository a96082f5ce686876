package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.internal.playout.TelephoneDecoder;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.audio.G711;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames of the microphone in the way of the transport: in events, in the format of the session, or as media.
 *
 * <p>What the server said of the format counts, not what was asked for.
 */
public final class MicrophoneUplink {
    private final boolean inEvents;
    private final CommandBuffer out;
    private @Nullable Encoder encoder;

    /** That of one conversation; it sends PCM until the server names another format. */
    public MicrophoneUplink(ConversationConfig config, CommandBuffer out) {
        this.inEvents = config.traits().microphoneInEvents();
        this.out = out;
    }

    /** The session is as the server says. */
    public void session(JsonObject session) {
        G711 known = encoder == null ? null : encoder.law;
        G711 law = TelephoneDecoder.law(
                session.object("audio").object("input"), session.string("input_audio_format"), known);
        if (law != known) {
            encoder = law == null ? null : new Encoder(law);
        }
    }

    /** What follows does not join what was sent before: the user begins to talk. */
    void begin() {
        if (encoder != null) {
            encoder = new Encoder(encoder.law);
        }
    }

    void send(AudioBytes pcm) {
        if (!inEvents) {
            out.add(new Command.SendAudio(out.cause(), pcm));
            return;
        }
        AudioBytes sound = encoder == null ? pcm : encoder.encode(pcm.toPcm());
        if (sound.size() > 0) {
            out.send(new ClientEvent.InputAudioBufferAppend(null, sound));
        }
    }

    /**
     * Encodes PCM of 24 kHz as G.711, one byte for each three samples.
     *
     * <p>Flat to 3.3 kHz and 60 dB down from 4.7 kHz, in whole numbers, so that every machine sends the same. Its sound is
     * 1.5 ms late; its length is exact, but for the up to two samples that wait for the third.
     */
    private static final class Encoder {
        private static final int FACTOR = 3;

        /** A sinc in a Kaiser window to its middle, where it is mirrored. */
        private static final int[] HALF = {
            0, -3, -5, 0, 11, 15, 0, -26, -34, 0, 53, 65, 0, -95, -114, 0, 159, 187, 0, -255, -296, 0, 396, 457, 0,
            -610, -707, 0, 966, 1_146, 0, -1_701, -2_173, 0, 4_474, 9_012, 10_924
        };

        private static final int TAPS = 2 * HALF.length - 1;
        /** The sum of the weights is 1, as a fraction of so many bits. */
        private static final int FRACTION_BITS = 15;

        final G711 law;
        /** The last samples, oldest first. */
        private final short[] line = new short[TAPS];

        private int untilNext = FACTOR;

        Encoder(G711 law) {
            this.law = law;
        }

        AudioBytes encode(short[] pcm) {
            byte[] codes = new byte[pcm.length / FACTOR + 1];
            int count = 0;
            for (short sample : pcm) {
                System.arraycopy(line, 1, line, 0, TAPS - 1);
                line[TAPS - 1] = sample;
                if (--untilNext == 0) {
                    untilNext = FACTOR;
                    codes[count++] = law.compress(filtered());
                }
            }
            return AudioBytes.of(Arrays.copyOf(codes, count));
        }

        private short filtered() {
            int middle = HALF.length - 1;
            int sum = HALF[middle] * line[middle];
            for (int i = 0; i < middle; i++) {
                sum += HALF[i] * (line[i] + line[TAPS - 1 - i]);
            }
            int rounded = (sum + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
            return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
        }
    }
}
