package dev.bargein.client.internal;

import dev.bargein.client.ConnectException;
import dev.bargein.client.ConnectStage;
import dev.bargein.client.Microphone;
import dev.bargein.client.Speaker;
import dev.bargein.client.VirtualClock;
import dev.bargein.client.VirtualMicrophone;
import dev.bargein.client.VirtualSpeaker;
import dev.bargein.client.internal.transport.ForeignText;
import dev.bargein.protocol.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * The speaker and the microphone of a session; virtual ones where the application gave none.
 *
 * <p>Thread-safe.
 */
final class AudioDevices {
    private final Speaker speaker;
    private final Microphone microphone;
    private final Redactor secrets;
    private boolean live;
    private boolean closed;

    AudioDevices(@Nullable Speaker speaker, @Nullable Microphone microphone, Redactor secrets) {
        this.secrets = secrets;
        VirtualClock clock = new VirtualClock();
        this.speaker = speaker != null ? speaker : new VirtualSpeaker(clock, (pcm, position, nanos) -> {});
        this.microphone = microphone != null ? microphone : new VirtualMicrophone(clock);
    }

    Speaker speaker() {
        return speaker;
    }

    /** Opens both. */
    void start(Speaker.FrameSource source, Microphone.FrameSink sink) {
        try {
            speaker.start(source);
        } catch (RuntimeException e) {
            throw failed("The speaker", e);
        }
        try {
            microphone.start(sink);
        } catch (RuntimeException e) {
            throw failed("The microphone", e);
        }
    }

    private ConnectException failed(String what, RuntimeException e) {
        return new ConnectException(ConnectStage.DEVICES, what + " cannot be opened: " + ForeignText.of(e, secrets), e);
    }

    /** Tells the microphone whether anyone listens. */
    synchronized void live(boolean nowLive) {
        if (!closed && live != nowLive) {
            live = nowLive;
            microphone.live(nowLive);
        }
    }

    /** Closes both, the microphone first. */
    void close() {
        try {
            live(false);
        } finally {
            synchronized (this) {
                closed = true;
            }
            try {
                microphone.close();
            } finally {
                speaker.close();
            }
        }
    }
}
