package dev.bargein.webrtc.internal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A TURN server (RFC 8656) of this process, over TCP on 127.0.0.1, which gives libwebrtc UDP ports on 127.0.0.1.
 *
 * <p>libwebrtc binds its UDP sockets to an address of a network card or to all addresses, never to the loopback interface,
 * which it ignores. So it gets none: peers that stay on this machine reach the world through this relay alone, and what
 * they offer are the relay's ports. The relay sends to addresses of this machine only. A datagram to 127.0.0.1 from
 * another address of this machine (a client that binds to its network card) is answered from the port it was sent to, as
 * ICE demands (RFC 8445, section 7.2.5.2.1).
 *
 * <p>libwebrtc opens a shared UDP socket on every address even where UDP is turned off, in the range of ports that it is
 * given. {@link #blockedPort()} is a range in which it finds none free.
 *
 * <p>Only who knows the password gets a port. One daemon thread serves all peers.
 *
 * <p>Thread-safe.
 */
final class LoopbackRelay implements AutoCloseable {
    static final String USER = "bargein";
    static final String REALM = "bargein";

    private static final byte[] LOOPBACK_V4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_V6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final int MAX_CONNECTIONS = 4_096;
    private static final int MAX_STRANGERS = 64;
    private static final int BACKLOG = 1_024;
    private static final int PORT_ATTEMPTS = 100;
    private static final long RETRY_NANOS = 5_000_000;
    private static final int SCRATCH_BYTES = 8_192;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final List<DatagramChannel> blockers;
    private final int blockedPort;
    private final int port;
    private final String password = random();
    private final String nonce = random();
    private final SecretKeySpec key = StunMessage.key(USER, REALM, password);
    private final Thread thread;
    private final Set<RelayConnection> connections = new LinkedHashSet<>();
    private final Set<Integer> nominatedOnly = ConcurrentHashMap.newKeySet();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private volatile boolean closed;

    /** Starts a relay. */
    LoopbackRelay() throws IOException {
        List<Closeable> opened = new ArrayList<>();
        try {
            selector = Selector.open();
            opened.add(selector);
            server = ServerSocketChannel.open(StandardProtocolFamily.INET);
            opened.add(server);
            server.bind(new InetSocketAddress(loopback(), 0), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            port = server.socket().getLocalPort();
            blockers = blockAPort();
            opened.addAll(blockers);
            blockedPort = blockers.get(0).socket().getLocalPort();
        } catch (IOException | RuntimeException e) {
            opened.forEach(LoopbackRelay::closeQuietly);
            throw e;
        }
        thread = new Thread(this::run, "bargein-webrtc-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where libwebrtc finds the relay. */
    String url() {
        return "turn:127.0.0.1:" + port + "?transport=tcp";
    }

    String password() {
        return password;
    }

    /** A UDP port that cannot be bound to any address while the relay lives. */
    int blockedPort() {
        return blockedPort;
    }

    SecretKeySpec key() {
        return key;
    }

    String nonce() {
        return nonce;
    }

    /** A buffer for a datagram with its frame, of the relay's loop. */
    ByteBuffer scratch() {
        return scratch;
    }

    /** A new UDP port on 127.0.0.1, in the relay's loop. */
    DatagramChannel openPort(RelayConnection owner) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.bind(new InetSocketAddress(loopback(), 0));
            channel.configureBlocking(false);
            nominatedOnly.remove(channel.socket().getLocalPort());
            channel.register(selector, SelectionKey.OP_READ, owner);
            return channel;
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** From now on loses the ICE checks to a UDP port of the relay that lack USE-CANDIDATE. */
    void passNominatedChecksOnly(int udpPort) {
        nominatedOnly.add(udpPort);
    }

    /** Whether a UDP port loses the ICE checks that lack USE-CANDIDATE. */
    boolean passesNominatedChecksOnly(int udpPort) {
        return !nominatedOnly.isEmpty() && nominatedOnly.contains(udpPort);
    }

    /** A connection has ended; in the relay's loop. */
    void forget(RelayConnection connection) {
        connections.remove(connection);
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::serve);
            }
        } catch (IOException | RuntimeException e) {
            NativeRuntime.report(e);
        } finally {
            List.copyOf(connections).forEach(RelayConnection::close);
            blockers.forEach(LoopbackRelay::closeQuietly);
            closeQuietly(server);
            closeQuietly(selector);
        }
    }

    private void serve(SelectionKey ready) {
        if (ready.attachment() instanceof RelayConnection connection) {
            connection.serve(ready);
        } else {
            accept();
        }
    }

    private void accept() {
        SocketChannel socket = null;
        try {
            socket = server.accept();
            if (socket == null) {
                return;
            }
            makeRoom();
            socket.configureBlocking(false);
            socket.socket().setTcpNoDelay(true);
            RelayConnection connection = new RelayConnection(this, socket, selector);
            connections.add(connection);
        } catch (IOException e) {
            // That one is gone, or there is no file descriptor left, which must not be asked for all the time.
            closeQuietly(socket);
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Lets no one who has not shown the password keep others out. */
    private void makeRoom() {
        List<RelayConnection> strangers = new ArrayList<>();
        for (RelayConnection connection : connections) {
            if (connection.isStranger()) {
                strangers.add(connection);
            }
        }
        if (!strangers.isEmpty() && (strangers.size() >= MAX_STRANGERS || connections.size() >= MAX_CONNECTIONS)) {
            strangers.get(0).close();
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the same UDP port on both loopback addresses, or on the one of IPv4 where there is no other. */
    private static List<DatagramChannel> blockAPort() throws IOException {
        for (int attempt = 0; ; attempt++) {
            DatagramChannel first = DatagramChannel.open(StandardProtocolFamily.INET);
            DatagramChannel second = null;
            try {
                first.bind(new InetSocketAddress(loopback(), 0));
                second = openV6();
                if (second == null) {
                    return List.of(first);
                }
                second.bind(new InetSocketAddress(
                        InetAddress.getByAddress(LOOPBACK_V6), first.socket().getLocalPort()));
                return List.of(first, second);
            } catch (IOException e) {
                closeQuietly(second);
                if (attempt == PORT_ATTEMPTS) {
                    return List.of(first);
                }
                closeQuietly(first);
            }
        }
    }

    private static @Nullable DatagramChannel openV6() throws IOException {
        try {
            return DatagramChannel.open(StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(LOOPBACK_V4);
    }

    private static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static void closeQuietly(@Nullable Closeable resource) {
        if (resource != null) {
            try {
                resource.close();
            } catch (IOException e) {
                // It is closed as far as it can be.
            }
        }
    }
}
