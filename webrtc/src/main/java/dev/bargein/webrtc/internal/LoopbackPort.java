package dev.bargein.webrtc.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * How peers on one machine find each other when it has no network. libwebrtc ignores the loopback interface; it binds to
 * any address and names the one of the default route. Without a route it names nothing, though its socket works: so it is
 * told which port to bind, and the candidate is written for it.
 */
final class LoopbackPort {
    /** Where libwebrtc looks for the default route; connecting a UDP socket sends nothing. */
    private static final byte[] FAR_AWAY = {8, 8, 8, 8};

    private static final int ANY_PORT = 53;

    private LoopbackPort() {}

    /** A free UDP port when there is no default route, otherwise 0: libwebrtc chooses. */
    static int ifOffline() {
        return hasRoute() ? 0 : free();
    }

    /** A UDP port that was free a moment ago. */
    static int free() {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("There is no free UDP port", e);
        }
    }

    private static boolean hasRoute() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(FAR_AWAY), ANY_PORT));
            return !socket.getLocalAddress().isAnyLocalAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
