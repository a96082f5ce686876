package dev.bargein.webrtc.internal;

import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the references that webrtc-java 0.14.0 keeps for ever: its peer connections, senders and data channels have
 * no dispose, so that each closed connection would cost 125 KB and keep libwebrtc's threads from ending.
 *
 * <p>Only objects whose Java wrapper owns a reference may come here: what {@code createPeerConnection}, {@code addTrack},
 * {@code createDataChannel} and {@code onDataChannel} return. Receivers and their tracks are borrowed.
 *
 * <p>Where the wrapper's handle cannot be read (a module path without the needed opening) nothing is given back.
 */
final class NativeRefs {
    private static final @Nullable Field HANDLE = handleField();

    private NativeRefs() {}

    /** The native address behind a wrapper; 0 when it is gone or cannot be read. */
    static long handle(NativeObject object) {
        try {
            return HANDLE == null ? 0 : HANDLE.getLong(object);
        } catch (IllegalAccessException e) {
            return 0;
        }
    }

    /** Releases one reference of the object at an address that {@link #handle} gave. */
    static void release(long handle) {
        if (HANDLE == null || handle == 0) {
            return;
        }
        try {
            Reference reference = new Reference();
            HANDLE.setLong(reference, handle);
            reference.release();
        } catch (IllegalAccessException | LinkageError e) {
            // The object stays, as it would without us.
        }
    }

    private static @Nullable Field handleField() {
        try {
            Field field = NativeObject.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    private static final class Reference extends RefCountedObject {}
}
