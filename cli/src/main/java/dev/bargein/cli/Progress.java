package dev.bargein.cli;

import dev.bargein.lab.AbListener;
import dev.bargein.lab.TrialResult;
import dev.bargein.lab.handsfree.HandsFreeTrial;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how far a comparison is: as a bar for people, as a line now and then for logs.
 *
 * <p>Thread-safe.
 */
final class Progress implements AbListener, AutoCloseable {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int WIDTH = 100;

    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private long lastLineNanos = System.nanoTime();
    private int failed;
    private int trials;
    private boolean closed;

    Progress(PrintWriter err, int trials, boolean watched) {
        this.err = err;
        this.bar = watched ? bar(trials) : null;
    }

    private static ProgressBar bar(int trials) {
        return new ProgressBarBuilder()
                .setTaskName("trials")
                .setInitialMax(trials)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setMaxRenderedLength(WIDTH)
                .setConsumer(
                        new ConsoleProgressBarConsumer(new PrintStream(new FileOutputStream(FileDescriptor.err), true)))
                .build();
    }

    @Override
    public synchronized void onTrial(TrialResult result, int done, int total) {
        trials = done;
        told(result.hasFailed(), done, total, "trials");
    }

    @Override
    public synchronized void onConversation(HandsFreeTrial conversation, int done, int total) {
        told(conversation.hasFailed(), done, total, "conversations");
    }

    private void told(boolean oneFailed, int done, int total, String what) {
        failed += oneFailed ? 1 : 0;
        String failures = failed == 0 ? "" : ", " + failed + " failed";
        if (bar != null) {
            bar.stepTo(what.equals("trials") ? done : trials + done);
            bar.setExtraMessage(failures);
            return;
        }
        long now = System.nanoTime();
        if (now - lastLineNanos >= LINE_NANOS || done == total) {
            lastLineNanos = now;
            err.println("bargein: " + done + " of " + total + " " + what + failures);
            err.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (bar != null && !closed) {
            bar.close();
        }
        closed = true;
    }
}
