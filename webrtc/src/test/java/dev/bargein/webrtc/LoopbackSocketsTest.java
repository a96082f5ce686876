package dev.bargein.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Where the sockets of a call are bound, as the kernel tells it. */
@EnabledOnOs(OS.LINUX)
class LoopbackSocketsTest {

    @Test
    void duringACallNoUdpSocketIsBoundToAnythingButLoopback() throws Exception {
        Set<String> before = new HashSet<>(udpSockets());
        try (LibWebRtcEngine engine = new LibWebRtcEngine();
                TestPeer caller = new TestPeer(engine);
                TestPeer callee = new TestPeer(engine)) {
            TestPeer.connect(caller, callee);
            callee.hear(50);

            List<String> during = udpSockets();
            during.removeAll(before);
            assertThat(during).isNotEmpty().allMatch(LoopbackSocketsTest::isLoopback);
        }
        List<String> after = udpSockets();
        after.removeAll(before);
        assertThat(after).as("sockets that are left").isEmpty();
    }

    @Test
    void aSocketOnEveryAddressWouldBeSeen() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            String port = String.format(":%04X", socket.getLocalPort());
            assertThat(udpSockets())
                    .filteredOn(address -> address.endsWith(port))
                    .hasSize(1)
                    .noneMatch(LoopbackSocketsTest::isLoopback);
        }
    }

    /** Addresses are printed as numbers of 32 bits, in the byte order of the machine. */
    private static boolean isLoopback(String address) {
        return Stream.of("0100007F", "7F000001", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000")
                .anyMatch(loopback -> address.startsWith(loopback + ":"));
    }

    /** The local addresses of the UDP sockets of this process. */
    private static List<String> udpSockets() throws IOException {
        Set<String> own = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    own.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // It was closed since.
                }
            }
        }
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] fields = line.strip().split(" +");
                if (own.contains("socket:[" + fields[9] + "]")) {
                    addresses.add(fields[1]);
                }
            }
        }
        return addresses;
    }
}
