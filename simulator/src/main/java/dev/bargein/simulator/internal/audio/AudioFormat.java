package dev.bargein.simulator.internal.audio;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.audio.G711;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How sound is written in the events of a session (docs/protocol.md, section 3). Inside, the simulator knows 16-bit
 * mono PCM at 24 kHz only.
 */
public enum AudioFormat {
    /** 16-bit little-endian mono at 24 kHz. */
    PCM("audio/pcm", "pcm16", null),
    /** G.711 mu-law at 8 kHz. */
    PCMU("audio/pcmu", "g711_ulaw", G711.MU_LAW),
    /** G.711 A-law at 8 kHz. */
    PCMA("audio/pcma", "g711_alaw", G711.A_LAW);

    private static final int PCM_BYTES_PER_MS = 48;
    private static final int LAW_BYTES_PER_MS = 8;

    private final String gaName;
    private final String betaName;
    private final @Nullable G711 law;

    AudioFormat(String gaName, String betaName, @Nullable G711 law) {
        this.gaName = gaName;
        this.betaName = betaName;
        this.law = law;
    }

    /** The format of the GA object, PCM when it names none. */
    public static AudioFormat of(@Nullable JsonValue format) {
        String name = format instanceof JsonObject object ? object.string("type") : null;
        for (AudioFormat known : values()) {
            if (known.gaName.equals(name)) {
                return known;
            }
        }
        return PCM;
    }

    /** The format of that name in the beta dialect, null when there is none. */
    public static @Nullable AudioFormat ofBetaName(String name) {
        for (AudioFormat known : values()) {
            if (known.betaName.equals(name)) {
                return known;
            }
        }
        return null;
    }

    /** The GA object. */
    public JsonObject json() {
        return law == null
                ? JsonTrees.object("type", gaName, "rate", AudioBytes.PCM_RATE_HZ)
                : JsonTrees.object("type", gaName);
    }

    /** The name in the beta dialect. */
    public String betaName() {
        return betaName;
    }

    /** How long so many bytes last, in milliseconds. */
    public long ms(int bytes) {
        return bytes / (law == null ? PCM_BYTES_PER_MS : LAW_BYTES_PER_MS);
    }

    /** The byte that silence is made of. */
    public byte silence() {
        return switch (this) {
            case PCM -> 0;
            case PCMU -> (byte) 0xff;
            case PCMA -> (byte) 0xd5;
        };
    }

    /** All of a sound. */
    public AudioBytes encode(short[] pcm) {
        Writer writer = writer();
        byte[] head = writer.write(pcm, pcm.length).toByteArray();
        byte[] tail = writer.flush().toByteArray();
        byte[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return AudioBytes.of(out);
    }

    /** All of a sound. */
    public short[] decode(AudioBytes bytes) {
        Reader reader = reader();
        short[] head = reader.read(bytes);
        short[] tail = reader.flush();
        short[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return out;
    }

    /** A stream from the wire. */
    Reader reader() {
        return new Reader(law);
    }

    /** A stream to the wire. */
    public Writer writer() {
        return new Writer(law);
    }

    /** From the wire to PCM at 24 kHz, in a stream. Not thread-safe. */
    static final class Reader {
        private final @Nullable G711 law;
        private final @Nullable TelephonyResampler up;

        private Reader(@Nullable G711 law) {
            this.law = law;
            up = law == null ? null : TelephonyResampler.up();
        }

        /** The next samples, as far as they are known. */
        short[] read(AudioBytes bytes) {
            if (law == null || up == null) {
                return bytes.toPcm();
            }
            byte[] codes = bytes.toByteArray();
            short[] narrow = new short[codes.length];
            for (int i = 0; i < codes.length; i++) {
                narrow[i] = law.expand(codes[i]);
            }
            return up.resample(narrow, narrow.length);
        }

        /** Samples that came and are not known yet. */
        int withheld() {
            return up == null ? 0 : up.withheld();
        }

        /** Those samples; the next ones begin a new stream. */
        short[] flush() {
            return up == null ? new short[0] : up.flush();
        }
    }

    /** From PCM at 24 kHz to the wire, in a stream. Not thread-safe. */
    public static final class Writer {
        private final @Nullable G711 law;
        private final @Nullable TelephonyResampler down;

        private Writer(@Nullable G711 law) {
            this.law = law;
            down = law == null ? null : TelephonyResampler.down();
        }

        /** The next bytes, as far as they are known. */
        public AudioBytes write(short[] pcm, int length) {
            return law == null || down == null
                    ? AudioBytes.ofPcm(pcm, 0, length)
                    : compress(law, down.resample(pcm, length));
        }

        /** What was held back; the next samples begin a new stream. */
        public AudioBytes flush() {
            return law == null || down == null ? AudioBytes.of(new byte[0]) : compress(law, down.flush());
        }

        private static AudioBytes compress(G711 law, short[] narrow) {
            byte[] codes = new byte[narrow.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = law.compress(narrow[i]);
            }
            return AudioBytes.of(codes);
        }
    }
}
