package dev.bargein.cli;

import dev.bargein.client.Microphone;
import dev.bargein.client.Speaker;
import dev.bargein.core.MediaTime;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A tone for the loudspeaker, and a meter for the microphone: a line every half second. */
final class DeviceCheck {
    private static final int TONE_HZ = 440;
    private static final double TONE_AMPLITUDE = 6_000;
    private static final int FRAMES_PER_LINE = 50;
    private static final int FRAMES_PER_SECOND = 100;
    private static final int LINE_TIMEOUT_S = 5;
    private static final int METER_DB = 60;
    private static final double FULL_SCALE = 32_768;

    private final BlockingQueue<Integer> peaks = new LinkedBlockingQueue<>(METER_DB);
    private long position;
    private int peak;
    private int frames;

    private DeviceCheck() {}

    /** Plays and listens for so long; without a microphone it plays. */
    static void run(PrintWriter out, @Nullable Speaker speaker, @Nullable Microphone microphone, int seconds)
            throws InterruptedException {
        DeviceCheck test = new DeviceCheck();
        try (speaker;
                microphone) {
            if (speaker != null) {
                speaker.start(test::tone);
                out.println("A tone of " + TONE_HZ + " Hz is playing.");
            }
            if (microphone == null) {
                TimeUnit.SECONDS.sleep(seconds);
                return;
            }
            microphone.start(test::meter);
            for (int i = 0; i < seconds * FRAMES_PER_SECOND / FRAMES_PER_LINE; i++) {
                Integer heard = test.peaks.poll(LINE_TIMEOUT_S, TimeUnit.SECONDS);
                if (heard == null) {
                    throw new CommandFailed("the microphone gives no sound");
                }
                out.println(line(heard));
                out.flush();
            }
        }
    }

    private static String line(int peak) {
        double db = peak == 0 ? -METER_DB : 20 * Math.log10(peak / FULL_SCALE);
        int length = (int) Math.max(0, Math.min(METER_DB, METER_DB + db)) / 2;
        return String.format(Locale.ROOT, "%6.1f dB  %s", Math.max(-METER_DB, db), "#".repeat(length));
    }

    private void tone(short[] frame) {
        for (int i = 0; i < frame.length; i++) {
            frame[i] =
                    (short) (TONE_AMPLITUDE * Math.sin(2 * Math.PI * TONE_HZ * position++ / MediaTime.SAMPLE_RATE_HZ));
        }
    }

    private void meter(short[] frame) {
        for (short sample : frame) {
            peak = Math.max(peak, Math.abs(sample));
        }
        if (++frames == FRAMES_PER_LINE) {
            peaks.offer(peak);
            frames = 0;
            peak = 0;
        }
    }
}
