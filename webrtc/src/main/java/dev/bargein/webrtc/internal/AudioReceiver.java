package dev.bargein.webrtc.internal;

import dev.bargein.rtc.Resampler;
import dev.bargein.rtc.RtcAudio;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a remote track's sink gets (10 ms, usually 48 kHz mono) into frames of {@link RtcAudio}, and keeps the thread
 * that pulls sound at 100 Hz.
 *
 * <p>That thread sleeps for 10 whole milliseconds less the milliseconds that it counted as work, and counts in whole
 * milliseconds of the monotonic clock; so each wake-up that is late <em>over</em> the tick of a millisecond costs one
 * millisecond for good, 1 to 2 % in sum. The jitter buffer then has to drop 1 to 2 % of what was said, and a player
 * starves once a second. A sink that returns just <em>after</em> a tick avoids it: the wait is under half a millisecond,
 * every third frame or so.
 *
 * <p>Thread safety: called by the pulling thread only.
 */
final class AudioReceiver implements AudioTrackSink {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LATEST_IN_TICK_NANOS = 500_000;
    private static final boolean TICKS_ARE_MONOTONIC =
            !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Consumer<short[]> listener;
    private final short[] frame = new short[RtcAudio.FRAME_SAMPLES];
    private short[] mono = new short[0];
    private short[] converted = new short[0];
    private int rateHz = RtcAudio.SAMPLE_RATE_HZ;
    private @Nullable Resampler resampler;
    private int filled;

    AudioReceiver(Consumer<short[]> listener) {
        this.listener = listener;
    }

    @Override
    public void onData(byte[] data, int bitsPerSample, int sampleRateHz, int channels, int frames) {
        NativeRuntime.callback(() -> {
            if (bitsPerSample == 16 && channels > 0 && sampleRateHz > 0) {
                int samples = Math.min(frames, data.length / (2 * channels));
                downmix(data, channels, samples);
                convert(sampleRateHz, samples);
            }
        });
        if (TICKS_ARE_MONOTONIC) {
            long sinceTick = Math.floorMod(System.nanoTime(), TICK_NANOS);
            if (sinceTick > LATEST_IN_TICK_NANOS) {
                LockSupport.parkNanos(TICK_NANOS - sinceTick);
            }
        }
    }

    private void downmix(byte[] data, int channels, int samples) {
        if (mono.length < samples) {
            mono = new short[samples];
        }
        for (int i = 0; i < samples; i++) {
            int sum = 0;
            for (int c = 0; c < channels; c++) {
                int at = 2 * (i * channels + c);
                sum += (short) (data[at] & 0xff | data[at + 1] << 8);
            }
            mono[i] = (short) (sum / channels);
        }
    }

    private void convert(int sampleRateHz, int samples) {
        if (sampleRateHz != rateHz) {
            rateHz = sampleRateHz;
            resampler = sampleRateHz == RtcAudio.SAMPLE_RATE_HZ
                    ? null
                    : new Resampler(sampleRateHz, RtcAudio.SAMPLE_RATE_HZ);
        }
        if (resampler == null) {
            deliver(mono, samples);
            return;
        }
        int most = resampler.maxOutput(samples);
        if (converted.length < most) {
            converted = new short[most];
        }
        deliver(converted, resampler.process(mono, 0, samples, converted, 0));
    }

    private void deliver(short[] pcm, int samples) {
        for (int at = 0; at < samples; ) {
            int length = Math.min(samples - at, frame.length - filled);
            System.arraycopy(pcm, at, frame, filled, length);
            at += length;
            filled += length;
            if (filled == frame.length) {
                filled = 0;
                listener.accept(frame);
            }
        }
    }
}
