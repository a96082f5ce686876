package dev.bargein.desktop;

/**
 * What a device of a desktop machine tells its application.
 *
 * <p>Thread safety: the methods are called one at a time, on a thread that all devices share and that carries no sound. A
 * slow listener delays other listeners and nothing else. A call that was under way may come just after the device was
 * closed.
 */
public interface DeviceListener {
    /** A listener that does not care. */
    DeviceListener NONE = new DeviceListener() {};

    /**
     * Sound goes to this device, or comes from it, from now on: the first one, the default in place of one that vanished,
     * or one that came back.
     */
    default void onDevice(SoundDevice device) {}

    /**
     * The device is gone or does not work any more. The default is tried next, and everything that comes and goes; as long
     * as there is none, a microphone gives silence, and a speaker plays into the void at the right pace.
     *
     * @param name of the device
     * @param reason in words
     */
    default void onDeviceLost(String name, String reason) {}

    /** What the device calls for its sound, or hands it to, failed; silence was put in its place. */
    default void onFailure(RuntimeException failure) {}
}
