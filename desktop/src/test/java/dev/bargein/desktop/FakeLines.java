package dev.bargein.desktop;

import dev.bargein.desktop.SoundDevice.Direction;
import dev.bargein.desktop.internal.DeviceWatch;
import dev.bargein.desktop.internal.LineFactory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Devices whose cables and clocks are in the hands of a test. */
final class FakeLines implements LineFactory {
    private static final long PATIENCE_S = 20;

    private final DeviceWatch watch = new DeviceWatch(this);
    private final List<SoundDevice> devices = new ArrayList<>();
    private final List<FakeLine> opened = new ArrayList<>();
    private final List<SoundFormat> refused = new ArrayList<>();

    /** Plugs a device in; the first one of a direction is the default. */
    synchronized SoundDevice plug(String name, Direction direction, SoundFormat... formats) {
        boolean first = devices.stream().noneMatch(d -> d.direction() == direction);
        SoundDevice device = new SoundDevice(name, "", direction, first, List.of(formats));
        devices.add(device);
        return device;
    }

    /** Pulls a device out: its lines take and give nothing more. */
    synchronized void unplug(String name) {
        devices.removeIf(d -> d.name().equals(name));
        opened.stream().filter(l -> l.device.name().equals(name)).forEach(l -> l.dead = true);
        notifyAll();
    }

    synchronized void refuse(SoundFormat format) {
        refused.add(format);
    }

    /** The line that was opened as the n-th, counted from 0; waits for it. */
    FakeLine line(int n) {
        await(() -> opened.size() > n, "line " + n);
        synchronized (this) {
            return opened.get(n);
        }
    }

    synchronized int openings() {
        return opened.size();
    }

    /** Waits until something is so. */
    synchronized void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("never: " + what);
            }
            try {
                wait(Math.min(left, 5));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public synchronized List<SoundDevice> devices(Direction direction) {
        return devices.stream().filter(d -> d.direction() == direction).toList();
    }

    @Override
    public synchronized List<String> names() {
        return devices.stream().map(SoundDevice::name).toList();
    }

    @Override
    public DeviceWatch watch() {
        return watch;
    }

    @Override
    public OutputLine openOutput(SoundDevice device, SoundFormat format, int bufferMs) {
        return open(device, format, bufferMs);
    }

    @Override
    public InputLine openInput(SoundDevice device, SoundFormat format, int bufferMs) {
        return open(device, format, bufferMs);
    }

    private synchronized FakeLine open(SoundDevice device, SoundFormat format, int bufferMs) {
        if (refused.contains(format) || !devices.contains(device)) {
            throw new SoundDeviceException(device.name() + " cannot be opened at " + format);
        }
        FakeLine line = new FakeLine(device, format, format.rateHz() * bufferMs / 1_000);
        opened.add(line);
        notifyAll();
        return line;
    }

    /** A line in both directions. */
    final class FakeLine implements OutputLine, InputLine {
        final SoundDevice device;
        private final SoundFormat format;
        private final int buffer;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private byte[] readable = new byte[0];
        private int read;
        private long played;
        private boolean running;
        private boolean dead;
        private boolean closed;
        private @Nullable CountDownLatch blocking;
        private boolean blocked;

        FakeLine(SoundDevice device, SoundFormat format, int buffer) {
            this.device = device;
            this.format = format;
            this.buffer = buffer;
        }

        /** Plays so many samples of each channel, those that were not written included. */
        void play(int frames) {
            synchronized (FakeLines.this) {
                played += frames;
            }
        }

        /** Plays at once whatever is written, up to so many samples of each channel. */
        void run(int frames) {
            synchronized (FakeLines.this) {
                played = frames - buffer / 2;
                running = true;
            }
        }

        /** Holds up every write from now on until the latch is down. */
        void block(CountDownLatch until) {
            synchronized (FakeLines.this) {
                blocking = until;
            }
        }

        /** Waits until a write is held up. */
        void awaitBlocked() {
            FakeLines.this.await(() -> blocked, "a write that is held up");
        }

        /** Hears samples. */
        void hear(byte[] bytes) {
            synchronized (FakeLines.this) {
                int left = readable.length - read;
                byte[] all = new byte[left + bytes.length];
                System.arraycopy(readable, read, all, 0, left);
                System.arraycopy(bytes, 0, all, left, bytes.length);
                readable = all;
                read = 0;
            }
        }

        int unread() {
            synchronized (FakeLines.this) {
                return readable.length - read;
            }
        }

        int frames() {
            synchronized (FakeLines.this) {
                return written.size() / format.frameBytes();
            }
        }

        /** Waits until so many samples of each channel were written, and gives all. */
        short[] awaitFrames(int frames) {
            await(() -> frames() >= frames, frames + " samples at " + device.name() + ", " + frames() + " came");
            synchronized (FakeLines.this) {
                byte[] bytes = written.toByteArray();
                short[] samples = new short[bytes.length / 2];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = (short) ((bytes[2 * i] & 0xff) | bytes[2 * i + 1] << 8);
                }
                return samples;
            }
        }

        boolean isClosed() {
            synchronized (FakeLines.this) {
                return closed;
            }
        }

        @Override
        public SoundFormat format() {
            return format;
        }

        @Override
        public int bufferFrames() {
            return buffer;
        }

        @Override
        public int availableFrames() {
            synchronized (FakeLines.this) {
                if (device.direction() == Direction.INPUT) {
                    return dead ? buffer : (readable.length - read) / format.frameBytes();
                }
                int free = (int) (buffer - (frames() - played));
                return running || dead ? Math.min(buffer / 2, free) : free;
            }
        }

        @Override
        public int write(byte[] bytes, int length) {
            CountDownLatch until;
            synchronized (FakeLines.this) {
                until = blocking;
                blocked = until != null && until.getCount() > 0;
                FakeLines.this.notifyAll();
            }
            if (until != null) {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    return 0;
                }
            }
            synchronized (FakeLines.this) {
                if (dead || closed) {
                    return 0;
                }
                written.write(bytes, 0, length);
                FakeLines.this.notifyAll();
                return length;
            }
        }

        @Override
        public int read(byte[] bytes, int length) {
            synchronized (FakeLines.this) {
                if (dead || closed) {
                    return 0;
                }
                System.arraycopy(Arrays.copyOfRange(readable, read, read + length), 0, bytes, 0, length);
                read += length;
                FakeLines.this.notifyAll();
                return length;
            }
        }

        @Override
        public void close() {
            synchronized (FakeLines.this) {
                closed = true;
                FakeLines.this.notifyAll();
            }
        }
    }
}
