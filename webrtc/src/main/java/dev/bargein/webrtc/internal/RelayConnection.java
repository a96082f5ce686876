package dev.bargein.webrtc.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client of the {@link LoopbackRelay}: its TCP connection and, once it has shown the password, its UDP port.
 *
 * <p>Nothing piles up: while the client reads too slowly its datagrams stay in the kernel, which drops what is too much.
 *
 * <p>Not thread-safe: used only by the relay's loop.
 */
final class RelayConnection {
    private static final int LIFETIME_S = 600;
    /** WebRTC keeps its packets below the 1,500 bytes of an Ethernet frame. */
    private static final int MAX_MESSAGE_BYTES = 4_096;

    private static final int BUFFER_BYTES = 4 * MAX_MESSAGE_BYTES;

    /** Room for what is put before a datagram. */
    private static final int HEADROOM_BYTES = 64;

    private static final int CHANNEL_HEADER_BYTES = 4;
    private static final int MIN_CHANNEL = 0x4000;
    private static final int MAX_CHANNEL = 0x4fff;
    private static final int MAX_PEERS = 64;
    private static final int DATAGRAMS_AT_ONCE = 64;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int ALLOCATION_MISMATCH = 437;
    private static final int BAD_REQUEST = 400;
    private static final int INSUFFICIENT_CAPACITY = 508;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LoopbackRelay relay;
    private final SocketChannel socket;
    private final SelectionKey socketKey;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer unsent = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final Map<Integer, InetSocketAddress> peers = new HashMap<>();
    private final Map<InetSocketAddress, Integer> channels = new HashMap<>();
    private final Map<InetAddress, Boolean> local = new HashMap<>();
    private @Nullable DatagramChannel port;
    private long indications;

    RelayConnection(LoopbackRelay relay, SocketChannel socket, Selector selector) throws IOException {
        this.relay = relay;
        this.socket = socket;
        socketKey = socket.register(selector, SelectionKey.OP_READ, this);
    }

    /** Whether it has not shown the password yet. */
    boolean isStranger() {
        return port == null;
    }

    void serve(SelectionKey ready) {
        try {
            if (ready.channel() instanceof DatagramChannel from) {
                receive(from);
                return;
            }
            if (ready.isWritable()) {
                transmit(NOTHING);
            }
            if (ready.isReadable()) {
                read();
            }
        } catch (IOException | RuntimeException e) {
            // It left, talks nonsense, or asks without reading: nothing that concerns the others.
            close();
        }
    }

    void close() {
        LoopbackRelay.closeQuietly(port);
        LoopbackRelay.closeQuietly(socket);
        relay.forget(this);
    }

    private void read() throws IOException {
        if (socket.read(in) < 0) {
            close();
            return;
        }
        in.flip();
        while (socket.isOpen() && takeMessage()) {}
        in.compact();
    }

    /** Handles the next message if it is here as a whole. */
    private boolean takeMessage() throws IOException {
        if (in.remaining() < CHANNEL_HEADER_BYTES) {
            return false;
        }
        int at = in.position();
        int first = Short.toUnsignedInt(in.getShort(at));
        int length = Short.toUnsignedInt(in.getShort(at + 2));
        boolean stun = first < MIN_CHANNEL;
        int size = stun ? StunMessage.HEADER_BYTES + length : CHANNEL_HEADER_BYTES + length;
        int padded = size + 3 & ~3;
        if (padded > MAX_MESSAGE_BYTES) {
            throw new IOException("A message of " + padded + " bytes");
        }
        if (in.remaining() < padded) {
            return false;
        }
        ByteBuffer message = in.duplicate().limit(at + size);
        in.position(at + padded);
        if (stun) {
            handle(message);
        } else {
            InetSocketAddress to = peers.get(first);
            if (to != null) {
                send(message.position(at + CHANNEL_HEADER_BYTES), to);
            }
        }
        return true;
    }

    private void handle(ByteBuffer bytes) throws IOException {
        StunMessage message = StunMessage.parse(bytes);
        if (message == null) {
            throw new IOException("No STUN message");
        }
        if (message.type() == StunMessage.SEND_INDICATION) {
            InetSocketAddress to = message.address(StunMessage.XOR_PEER_ADDRESS);
            ByteBuffer data = message.attribute(StunMessage.DATA);
            if (to != null && data != null && isLocal(to)) {
                send(data, to);
            }
            return;
        }
        if (!message.isSigned(relay.key())) {
            refuse(message, UNAUTHORIZED);
            return;
        }
        switch (message.type()) {
            case StunMessage.ALLOCATE -> allocate(message);
            case StunMessage.REFRESH -> refresh(message);
            case StunMessage.CREATE_PERMISSION -> permit(message);
            case StunMessage.CHANNEL_BIND -> bind(message);
            default -> refuse(message, BAD_REQUEST);
        }
    }

    private void allocate(StunMessage message) throws IOException {
        if (port != null) {
            refuse(message, ALLOCATION_MISMATCH);
            return;
        }
        DatagramChannel opened = relay.openPort(this);
        port = opened;
        InetSocketAddress self = (InetSocketAddress) socket.getRemoteAddress();
        InetSocketAddress relayed = (InetSocketAddress) opened.getLocalAddress();
        ByteBuffer out = answer(message, true);
        StunMessage.putAddress(out, StunMessage.XOR_RELAYED_ADDRESS, relayed);
        StunMessage.putAddress(out, StunMessage.XOR_MAPPED_ADDRESS, self);
        StunMessage.putInt(out, StunMessage.LIFETIME, LIFETIME_S);
        StunMessage.end(out, relay.key());
        transmit(out);
    }

    /** A lifetime of 0 ends the allocation; otherwise it lives as long as the connection. */
    private void refresh(StunMessage message) throws IOException {
        ByteBuffer asked = message.attribute(StunMessage.LIFETIME);
        boolean ends = asked != null && asked.remaining() == 4 && asked.getInt() == 0;
        ByteBuffer out = answer(message, true);
        StunMessage.putInt(out, StunMessage.LIFETIME, ends ? 0 : LIFETIME_S);
        StunMessage.end(out, relay.key());
        transmit(out);
        if (ends) {
            LoopbackRelay.closeQuietly(port);
        }
    }

    private void permit(StunMessage message) throws IOException {
        InetSocketAddress peer = message.address(StunMessage.XOR_PEER_ADDRESS);
        if (peer == null || !isLocal(peer)) {
            refuse(message, FORBIDDEN);
        } else {
            confirm(message);
        }
    }

    private void bind(StunMessage message) throws IOException {
        InetSocketAddress peer = message.address(StunMessage.XOR_PEER_ADDRESS);
        ByteBuffer asked = message.attribute(StunMessage.CHANNEL_NUMBER);
        int number = asked == null || asked.remaining() < 2 ? 0 : Short.toUnsignedInt(asked.getShort());
        if (peer == null || !isLocal(peer)) {
            refuse(message, FORBIDDEN);
        } else if (number < MIN_CHANNEL
                || number > MAX_CHANNEL
                || !peers.getOrDefault(number, peer).equals(peer)) {
            refuse(message, BAD_REQUEST);
        } else if (peers.size() >= MAX_PEERS && !peers.containsKey(number)) {
            refuse(message, INSUFFICIENT_CAPACITY);
        } else {
            peers.put(number, peer);
            channels.put(peer, number);
            confirm(message);
        }
    }

    private void confirm(StunMessage message) throws IOException {
        ByteBuffer out = answer(message, true);
        StunMessage.end(out, relay.key());
        transmit(out);
    }

    private void refuse(StunMessage message, int code) throws IOException {
        ByteBuffer out = answer(message, false);
        StunMessage.putInt(out, StunMessage.ERROR_CODE, code / 100 << 8 | code % 100);
        if (code == UNAUTHORIZED) {
            StunMessage.putText(out, StunMessage.REALM, LoopbackRelay.REALM);
            StunMessage.putText(out, StunMessage.NONCE, relay.nonce());
            StunMessage.end(out);
        } else {
            StunMessage.end(out, relay.key());
        }
        transmit(out);
    }

    private static ByteBuffer answer(StunMessage message, boolean success) {
        ByteBuffer out = ByteBuffer.allocate(256);
        message.answer(out, success);
        return out;
    }

    /** To a peer on this machine. What cannot be sent is lost, as datagrams are. */
    private void send(ByteBuffer data, InetSocketAddress to) {
        DatagramChannel from = port;
        if (from == null) {
            return;
        }
        try {
            from.send(data, to);
        } catch (IOException | RuntimeException e) {
            // Nobody there, or no way there: ICE finds out by itself.
        }
    }

    private void receive(DatagramChannel from) throws IOException {
        ByteBuffer buffer = relay.scratch();
        for (int i = 0; i < DATAGRAMS_AT_ONCE && !unsent.hasRemaining(); i++) {
            buffer.clear().position(HEADROOM_BYTES);
            InetSocketAddress sender = (InetSocketAddress) from.receive(buffer);
            if (sender == null) {
                return;
            }
            int size = buffer.position() - HEADROOM_BYTES;
            if (size <= MAX_MESSAGE_BYTES - HEADROOM_BYTES && !isToBeLost(from, buffer, size)) {
                transmit(framed(buffer, sender, size));
            }
        }
    }

    private boolean isToBeLost(DatagramChannel to, ByteBuffer buffer, int size) {
        if (!relay.passesNominatedChecksOnly(to.socket().getLocalPort())) {
            return false;
        }
        StunMessage check = StunMessage.parse(
                buffer.duplicate().limit(HEADROOM_BYTES + size).position(HEADROOM_BYTES));
        return check != null
                && check.type() == StunMessage.BINDING
                && check.attribute(StunMessage.USE_CANDIDATE) == null;
    }

    /** The datagram behind the headroom, with its frame in front of it. */
    private ByteBuffer framed(ByteBuffer buffer, InetSocketAddress sender, int size) {
        StunMessage.pad(buffer, size);
        buffer.flip();
        Integer channel = channels.get(sender);
        if (channel != null) {
            buffer.position(HEADROOM_BYTES - CHANNEL_HEADER_BYTES);
            buffer.duplicate().putShort(channel.shortValue()).putShort((short) size);
            return buffer;
        }
        buffer.position(HEADROOM_BYTES - StunMessage.DATA_INDICATION_BYTES);
        StunMessage.putDataIndication(buffer.slice(), ++indications, sender, size);
        return buffer;
    }

    /** Sends a message after what waits already. While something waits no datagram is taken from the kernel. */
    private void transmit(ByteBuffer message) throws IOException {
        boolean hadWaited = unsent.hasRemaining();
        if (hadWaited) {
            socket.write(unsent);
        }
        if (!unsent.hasRemaining()) {
            socket.write(message);
        }
        // A client that asks and does not read overflows it; libwebrtc waits for its answers.
        unsent.compact().put(message).flip();
        boolean waits = unsent.hasRemaining();
        if (waits != hadWaited) {
            socketKey.interestOps(waits ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            DatagramChannel paused = port;
            SelectionKey key = paused == null ? null : paused.keyFor(socketKey.selector());
            if (key != null) {
                key.interestOps(waits ? 0 : SelectionKey.OP_READ);
            }
        }
    }

    /** Whether an address is one of this machine. */
    private boolean isLocal(InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        Boolean known = local.get(address);
        if (known != null) {
            return known;
        }
        boolean is = address.isLoopbackAddress();
        try {
            is = is || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Then nobody can say so.
        }
        if (local.size() < MAX_PEERS) {
            local.put(address, is);
        }
        return is;
    }
}
