package dev.bargein.desktop.internal;

import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.desktop.SoundFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a device: opens it, carries sound, and goes on with another one when it vanishes.
 *
 * <p>A device that blocks holds up this thread and nobody else; {@link #close} does not wait for it for long, and nothing
 * is asked of the session or given to it afterwards.
 *
 * <p>Thread-safe; the abstract methods are called on the device's thread.
 */
abstract class DeviceThread<L extends LineFactory.SoundLine> {
    static final int FRAMES_PER_SECOND = 100;
    private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND;
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int RETRY_FRAMES = 100;
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MIN_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long END_TIMEOUT_MS = 1_000;

    final LineFactory lines;
    final DeviceChoice choice;
    private final Consumer<List<String>> look = this::look;
    /** Held while the session is called, so that it is not after {@link #close}. */
    private final Object gate = new Object();

    private @Nullable Thread thread;
    private volatile @Nullable SoundDevice device;
    private volatile boolean closed;
    private volatile boolean gone;
    private volatile boolean move;
    private volatile boolean retry;
    /** What there was when the device in use was chosen. */
    private volatile List<String> known = List.of();

    private boolean toldFailure;

    DeviceThread(LineFactory lines, DeviceChoice choice) {
        this.lines = lines;
        this.choice = choice;
    }

    /** Opens a device. */
    abstract L open(SoundDevice to, SoundFormat format);

    /** Carries 10 ms, for which there is room or which are there; answers false when the device is gone. */
    abstract boolean carry(L line);

    /** Carries 10 ms without a device. */
    abstract void carryNothing();

    /** Whether nothing is left in a line that should be heard before it is closed. */
    abstract boolean isDrained(L line);

    /** Opens the device that is asked for, and begins; fails when that cannot be done. */
    final synchronized void start(String threadName) {
        if (thread != null || closed) {
            throw new IllegalStateException("The device was started before: make a new one for every session");
        }
        known = lines.names();
        SoundDevice wanted = choice.require(lines.devices(choice.direction()));
        lines.watch().add(look);
        try {
            L first = open(wanted, choice.formats(wanted));
            Thread t = new Thread(() -> run(first), threadName);
            t.setDaemon(true);
            t.setPriority(Thread.MAX_PRIORITY);
            thread = t;
            t.start();
        } finally {
            if (thread == null) {
                lines.watch().remove(look);
            }
        }
    }

    /** The name of the device in use, empty when there is none. */
    public final String deviceName() {
        SoundDevice current = device;
        return current == null ? "" : current.name();
    }

    /** Ends; the session is not called any more when this returns, but for a call that this is made from. */
    public final void close() {
        Thread t;
        synchronized (gate) {
            closed = true;
        }
        synchronized (this) {
            t = thread;
        }
        if (t != null) {
            LockSupport.unpark(t);
            if (t != Thread.currentThread()) {
                Ending.join(t, END_TIMEOUT_MS);
            }
            lines.watch().remove(look);
        }
    }

    /** Calls the session; answers false when that was not done. */
    final boolean session(Runnable call) {
        synchronized (gate) {
            if (closed) {
                return false;
            }
            try {
                call.run();
                return true;
            } catch (RuntimeException e) {
                if (!toldFailure) {
                    toldFailure = true;
                    lines.watch().call(() -> choice.listener().onFailure(e));
                }
                return false;
            }
        }
    }

    private L open(SoundDevice to, List<SoundFormat> formats) {
        SoundDeviceException failure = null;
        for (SoundFormat format : formats) {
            try {
                L line = open(to, format);
                device = to;
                lines.watch().call(() -> choice.listener().onDevice(to));
                return line;
            } catch (SoundDeviceException e) {
                failure = failure == null ? e : failure;
            }
        }
        throw failure == null ? new SoundDeviceException(to.name() + " has no format that fits") : failure;
    }

    private void run(L first) {
        L line = first;
        try {
            while (!closed) {
                if (line == null) {
                    line = another();
                    continue;
                }
                String lost = carryAll(line);
                if (!closed) {
                    tellLost(lost);
                    line.close();
                    line = null;
                }
            }
        } finally {
            device = null;
            if (line != null) {
                line.close();
            }
        }
    }

    private void tellLost(String reason) {
        SoundDevice was = device;
        device = null;
        if (was != null && !reason.isEmpty()) {
            lines.watch().call(() -> choice.listener().onDeviceLost(was.name(), reason));
        }
    }

    /** Answers why the device is lost, or nothing when another is to be used. */
    private String carryAll(L line) {
        try {
            long progress = System.nanoTime();
            int frame = line.format().rateHz() / FRAMES_PER_SECOND;
            while (!closed) {
                if (gone) {
                    return "it was unplugged";
                }
                if (move) {
                    drain(line);
                    return "";
                }
                int available = line.availableFrames();
                if (available >= frame) {
                    if (!carry(line) && !closed) {
                        return "it takes or gives no more sound";
                    }
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > STALL_NANOS) {
                    return "it stands still";
                } else {
                    await(line.format(), frame - available);
                }
            }
            return "";
        } catch (RuntimeException e) {
            // Such as the IllegalStateException of a line that the system has closed.
            return "it failed: " + e.getMessage();
        }
    }

    private void await(SoundFormat format, int frames) {
        long nanos = TimeUnit.SECONDS.toNanos(frames) / format.rateHz();
        LockSupport.parkNanos(this, Math.max(MIN_WAIT_NANOS, Math.min(MAX_WAIT_NANOS, nanos)));
    }

    private void drain(L line) {
        long end = System.nanoTime() + DRAIN_NANOS;
        while (!closed && !isDrained(line) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, MIN_WAIT_NANOS);
        }
    }

    /** Opens the device that is asked for or the default; carries nothing for a second when neither can be. */
    private @Nullable L another() {
        gone = false;
        move = false;
        retry = false;
        known = lines.names();
        List<SoundDevice> devices = lines.devices(choice.direction());
        SoundDevice wanted = choice.find(devices);
        L line = wanted == null ? null : tryToOpen(wanted);
        if (line == null && !devices.isEmpty() && !devices.get(0).equals(wanted)) {
            line = tryToOpen(devices.get(0));
        }
        long due = System.nanoTime();
        for (int i = 0; line == null && i < RETRY_FRAMES && !closed && !retry; i++) {
            carryNothing();
            due += FRAME_NANOS;
            for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
        return line;
    }

    private @Nullable L tryToOpen(SoundDevice to) {
        try {
            return open(to, choice.formatsInPlace(to));
        } catch (RuntimeException e) {
            // The next second may be luckier; that it is lost was told.
            return null;
        }
    }

    /** Called by the watch. */
    private void look(List<String> names) {
        if (names.equals(known)) {
            return;
        }
        known = names;
        List<SoundDevice> now = lines.devices(choice.direction());
        SoundDevice current = device;
        if (current == null) {
            retry = true;
        } else if (now.stream().noneMatch(d -> isSame(d, current))) {
            gone = true;
        } else if (!choice.isNamed()) {
            // The system may mean another device by its default now, and says so nowhere else.
            move = true;
        } else if (!choice.isMet(current) && choice.find(now) != null) {
            move = true;
        }
    }

    private static boolean isSame(SoundDevice a, SoundDevice b) {
        return a.name().equals(b.name()) && a.description().equals(b.description());
    }
}
