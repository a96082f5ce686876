package dev.bargein.webrtc.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay, as a client of TURN that is not libwebrtc sees it. */
@Timeout(60)
class LoopbackRelayTest {
    private static final int PATIENCE_MS = 20_000;
    private static final int SUCCESS = 0x0100;
    private static final int ERROR = 0x0110;
    private static final int CHANNEL = 0x4001;
    private static final byte[] STRANGER = {(byte) 203, 0, 113, 5};

    private final LoopbackRelay relay;
    private final List<Socket> sockets = new ArrayList<>();

    LoopbackRelayTest() throws IOException {
        relay = new LoopbackRelay();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        relay.close();
    }

    @Test
    void whoDoesNotKnowThePasswordGetsNoPort() throws IOException {
        Socket client = connect();
        StunMessage first = ask(client, StunMessage.ALLOCATE, null, out -> {});
        assertThat(first.type()).isEqualTo(StunMessage.ALLOCATE | ERROR);
        assertThat(first.attribute(StunMessage.REALM)).isNotNull();

        SecretKeySpec wrong = StunMessage.key(LoopbackRelay.USER, LoopbackRelay.REALM, "guess");
        assertThat(ask(client, StunMessage.ALLOCATE, wrong, out -> {}).type()).isEqualTo(StunMessage.ALLOCATE | ERROR);
    }

    @Test
    void nothingIsSentToStrangers() throws IOException {
        Socket client = connect();
        allocate(client);
        InetSocketAddress stranger = new InetSocketAddress(InetAddress.getByAddress(STRANGER), 9);
        assertThat(ask(client, StunMessage.CREATE_PERMISSION, relay.key(), out -> peer(out, stranger))
                        .type())
                .isEqualTo(StunMessage.CREATE_PERMISSION | ERROR);
        assertThat(bindChannel(client, stranger).type()).isEqualTo(StunMessage.CHANNEL_BIND | ERROR);
    }

    @Test
    void aClientOnTheNetworkCardIsAnsweredFromThePortThatItAsked() throws IOException {
        for (InetAddress address : ownAddresses()) {
            Socket client = connect();
            InetSocketAddress port = allocate(client);
            try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(address, 0))) {
                far.setSoTimeout(PATIENCE_MS);
                far.send(new DatagramPacket(bytes("ask"), 3, port));
                StunMessage arrived = read(client);
                assertThat(arrived.type()).isEqualTo(StunMessage.DATA_INDICATION);
                assertThat(arrived.address(StunMessage.XOR_PEER_ADDRESS)).isEqualTo(far.getLocalSocketAddress());
                assertThat(arrived.attribute(StunMessage.DATA)).isEqualTo(ByteBuffer.wrap(bytes("ask")));

                StunMessage bound = bindChannel(client, (InetSocketAddress) far.getLocalSocketAddress());
                assertThat(bound.type()).isEqualTo(StunMessage.CHANNEL_BIND | SUCCESS);
                ByteBuffer framed = ByteBuffer.allocate(12).putShort((short) CHANNEL);
                client.getOutputStream()
                        .write(framed.putShort((short) 6).put(bytes("answer")).array());
                DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                far.receive(answer);
                assertThat(answer.getLength()).isEqualTo(6);
                assertThat(answer.getSocketAddress()).isEqualTo(port);
            }
        }
    }

    @Test
    void checksThatNominateNothingAreLostWhereTheyShallBe() throws IOException {
        Socket client = connect();
        InetSocketAddress port = allocate(client);
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            byte[] plain = check(false);
            byte[] nominating = check(true);
            far.send(new DatagramPacket(plain, plain.length, port));
            assertThat(read(client).attribute(StunMessage.DATA)).isEqualTo(ByteBuffer.wrap(plain));
            relay.passNominatedChecksOnly(port.getPort());
            far.send(new DatagramPacket(plain, plain.length, port));
            far.send(new DatagramPacket(nominating, nominating.length, port));
            assertThat(read(client).attribute(StunMessage.DATA)).isEqualTo(ByteBuffer.wrap(nominating));
            // Media and anything else that is no check passes.
            far.send(new DatagramPacket(bytes("media"), 5, port));
            assertThat(read(client).attribute(StunMessage.DATA)).isEqualTo(ByteBuffer.wrap(bytes("media")));
        }
    }

    /** A binding request. */
    private static byte[] check(boolean nominates) {
        ByteBuffer out = ByteBuffer.allocate(nominates ? 24 : 20);
        out.putShort((short) StunMessage.BINDING)
                .putShort((short) (nominates ? 4 : 0))
                .putInt(0x2112a442)
                .putLong(1)
                .putInt(2);
        if (nominates) {
            out.putShort((short) StunMessage.USE_CANDIDATE).putShort((short) 0);
        }
        return out.array();
    }

    @Test
    void noSocketOnEveryAddressFitsIntoTheBlockedPort() {
        assertThatThrownBy(() -> new DatagramSocket(relay.blockedPort()).close())
                .isInstanceOf(BindException.class);
    }

    @Test
    void aClientThatTalksNonsenseIsCutOffAndTheOthersGoOn() throws IOException {
        Socket good = connect();
        Socket bad = connect();
        bad.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assertThat(bad.getInputStream().read()).isEqualTo(-1);
        assertThat(allocate(good).getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void aThousandWhoNeverShowThePasswordKeepNobodyOut() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            connect();
        }
        allocate(connect());
    }

    @Test
    void aClientThatNeverReadsHoldsUpNobody() throws IOException {
        InetSocketAddress port = allocate(connect());
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(port.getAddress(), 0))) {
            byte[] packet = new byte[1_200];
            for (int i = 0; i < 20_000; i++) {
                far.send(new DatagramPacket(packet, packet.length, port));
            }
        }
        allocate(connect());
    }

    @Test
    void datagramsOfAnySizeNeverBreakTheStream() throws IOException {
        Socket client = connect();
        InetSocketAddress port = allocate(client);
        try (DatagramSocket far = new DatagramSocket(new InetSocketAddress(port.getAddress(), 0))) {
            for (int size : new int[] {0, 1, 2, 3, 1_500, 4_000, 9_000, 60_000, 5}) {
                far.send(new DatagramPacket(new byte[size], size, port));
            }
            for (int size : new int[] {0, 1, 2, 3, 1_500, 4_000, 5}) {
                assertThat(Objects.requireNonNull(read(client).attribute(StunMessage.DATA))
                                .remaining())
                        .isEqualTo(size);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void peer(ByteBuffer out, InetSocketAddress peer) {
        StunMessage.putAddress(out, StunMessage.XOR_PEER_ADDRESS, peer);
    }

    private static List<InetAddress> ownAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address)
                .toList();
    }

    private Socket connect() throws IOException {
        String url = relay.url();
        int port = Integer.parseInt(url.substring("turn:127.0.0.1:".length(), url.indexOf('?')));
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
        sockets.add(socket);
        return socket;
    }

    private InetSocketAddress allocate(Socket client) throws IOException {
        StunMessage reply = ask(client, StunMessage.ALLOCATE, relay.key(), out -> {});
        assertThat(reply.type()).isEqualTo(StunMessage.ALLOCATE | SUCCESS);
        assertThat(reply.isSigned(relay.key())).isTrue();
        return Objects.requireNonNull(reply.address(StunMessage.XOR_RELAYED_ADDRESS));
    }

    private StunMessage bindChannel(Socket client, InetSocketAddress to) throws IOException {
        return ask(client, StunMessage.CHANNEL_BIND, relay.key(), out -> {
            StunMessage.putInt(out, StunMessage.CHANNEL_NUMBER, CHANNEL << 16);
            peer(out, to);
        });
    }

    private static StunMessage ask(Socket client, int type, @Nullable SecretKeySpec key, Consumer<ByteBuffer> more)
            throws IOException {
        ByteBuffer out = ByteBuffer.allocate(500);
        out.putShort((short) type)
                .putShort((short) 0)
                .putInt(0x2112a442)
                .putInt(1)
                .putLong(type);
        more.accept(out);
        if (key == null) {
            StunMessage.end(out);
        } else {
            StunMessage.end(out, key);
        }
        client.getOutputStream().write(out.array(), 0, out.limit());
        return read(client);
    }

    private static StunMessage read(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] header = new byte[4];
        in.readFully(header);
        byte[] whole =
                new byte[StunMessage.HEADER_BYTES + ByteBuffer.wrap(header).getShort(2)];
        System.arraycopy(header, 0, whole, 0, 4);
        in.readFully(whole, 4, whole.length - 4);
        return Objects.requireNonNull(StunMessage.parse(ByteBuffer.wrap(whole)));
    }
}
