package dev.bargein.desktop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a device tells. */
final class HeardEvents implements DeviceListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void onDevice(SoundDevice device) {
        events.add("on " + device.name());
    }

    @Override
    public void onDeviceLost(String name, String reason) {
        events.add("lost " + name + ": " + reason);
    }

    @Override
    public void onFailure(RuntimeException failure) {
        events.add("failed " + failure.getMessage());
    }

    /** The next one; waits for it. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }
}
