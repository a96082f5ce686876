package dev.bargein.desktop;

/** A device cannot be used; the message says what to do. */
public final class SoundDeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what to do. */
    public SoundDeviceException(String message) {
        super(message);
    }

    /** With what to do, and why. */
    public SoundDeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
