package dev.bargein.speech.internal;

import dev.bargein.rtc.Resampler;
import dev.bargein.rtc.RtcAudio;
import dev.bargein.simulator.speech.Utterance;
import dev.bargein.speech.SpeechException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import marytts.LocalMaryInterface;
import marytts.exceptions.SynthesisException;
import org.jspecify.annotations.Nullable;

/** A text spoken by MaryTTS, sentence by sentence. Not thread-safe. */
public final class MaryUtterance implements Utterance {
    private static final int MARY_RATE_HZ = 48_000;
    private static final int READ_SAMPLES = 960;
    private static final long SAMPLES_PER_CHARACTER = 66L * RtcAudio.SAMPLE_RATE_HZ / 1_000;

    private final LocalMaryInterface mary;
    private final String text;
    private final List<BreathGroups.Sentence> sentences;
    private final List<Long> ends = new ArrayList<>();
    private final Resampler resampler = new Resampler(MARY_RATE_HZ, RtcAudio.SAMPLE_RATE_HZ);
    private final byte[] bytes = new byte[2 * READ_SAMPLES];
    private final short[] wide = new short[READ_SAMPLES];
    private final short[] ready = new short[resampler.maxOutput(READ_SAMPLES)];
    private @Nullable AudioInputStream stream;
    private int readyAt;
    private int readyEnd;
    private long produced;
    private boolean closed;

    /** Begins a text; computes nothing yet. */
    public MaryUtterance(LocalMaryInterface mary, String text) {
        this.mary = mary;
        this.text = text;
        this.sentences = BreathGroups.of(text);
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public int read(short[] into, int offset, int length) {
        int done = 0;
        while (done < length && (readyAt < readyEnd || fill())) {
            int part = Math.min(length - done, readyEnd - readyAt);
            System.arraycopy(ready, readyAt, into, offset + done, part);
            readyAt += part;
            done += part;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    /**
     * Exact at the ends of the sentences that were spoken, by their length in between, and by a usual pace beyond.
     */
    @Override
    public int charactersAt(long samples) {
        long from = 0;
        for (int i = 0; i < sentences.size(); i++) {
            BreathGroups.Sentence sentence = sentences.get(i);
            int characters = sentence.end() - sentence.start();
            boolean known = i < ends.size();
            long to = known ? ends.get(i) : from + characters * SAMPLES_PER_CHARACTER;
            if (samples < to) {
                return sentence.start() + (int) (characters * Math.max(0, samples - from) / (to - from));
            }
            from = to;
        }
        return text.length();
    }

    @Override
    public void close() {
        AudioInputStream open = stream;
        stream = null;
        readyAt = readyEnd;
        closed = true;
        if (open == null) {
            return;
        }
        // The producer of a stream that nobody reads on waits for ever, so the rest of the sentence is read away.
        try (open) {
            int read = open.read(bytes, 0, bytes.length);
            while (read > 0) {
                read = open.read(bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            throw new SpeechException("The voice could not be silenced", e);
        }
    }

    /** Gets more samples ready; false at the end. */
    private boolean fill() {
        try {
            while (!closed && ends.size() < sentences.size()) {
                AudioInputStream open = stream;
                if (open == null) {
                    open = mary.generateAudio(sentences.get(ends.size()).spoken());
                    stream = open;
                }
                int read = open.read(bytes, 0, bytes.length);
                if (read > 0) {
                    convert(read / 2);
                    if (readyEnd > 0) {
                        return true;
                    }
                } else {
                    open.close();
                    stream = null;
                    ends.add(produced);
                }
            }
            return false;
        } catch (SynthesisException | IOException e) {
            throw new SpeechException("The voice cannot say this: leave out what is no English text", e);
        }
    }

    private void convert(int samples) {
        for (int i = 0; i < samples; i++) {
            wide[i] = (short) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] << 8));
        }
        readyAt = 0;
        readyEnd = resampler.process(wide, 0, samples, ready, 0);
        produced += readyEnd;
    }
}
