package dev.bargein.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A TCP or UDP socket that this process holds, as Linux lists it in {@code /proc} (proc(5)). Elsewhere none are seen.
 *
 * @param inode the kernel's number for it; unique while it is open
 * @param protocol {@code tcp}, {@code tcp6}, {@code udp} or {@code udp6}
 * @param ports local and remote port
 * @param state the state of a TCP socket
 */
record OpenSocket(long inode, String protocol, String ports, String state) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path TABLES = Path.of("/proc/self/net");
    private static final List<String> PROTOCOLS = List.of("tcp", "tcp6", "udp", "udp6");
    private static final Map<String, String> TCP_STATES = Map.of(
            "01",
            "ESTABLISHED",
            "02",
            "SYN_SENT",
            "03",
            "SYN_RECV",
            "04",
            "FIN_WAIT1",
            "05",
            "FIN_WAIT2",
            "08",
            "CLOSE_WAIT",
            "09",
            "LAST_ACK",
            "0A",
            "LISTEN",
            "0B",
            "CLOSING");

    /** All sockets that are open now. */
    static Set<OpenSocket> all() {
        Set<Long> mine = inodes();
        if (mine.isEmpty()) {
            return Set.of();
        }
        Set<OpenSocket> sockets = new HashSet<>();
        for (String protocol : PROTOCOLS) {
            for (String line : lines(TABLES.resolve(protocol))) {
                String[] columns = line.trim().split("\\s+");
                // sl local remote state queues timer retransmits uid timeout inode
                if (columns.length < 10 || columns[0].equals("sl")) {
                    continue;
                }
                long inode = Long.parseLong(columns[9]);
                if (mine.contains(inode)) {
                    sockets.add(new OpenSocket(inode, protocol, ports(columns), state(protocol, columns[3])));
                }
            }
        }
        return sockets;
    }

    /** The same socket in another state is the same socket. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OpenSocket that && that.inode == inode;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(inode);
    }

    @Override
    public String toString() {
        return protocol + " " + ports + (state.isEmpty() ? "" : " " + state);
    }

    private static Set<Long> inodes() {
        Set<Long> inodes = new HashSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return inodes;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(Long.parseLong(target.substring("socket:[".length(), target.length() - 1)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + DESCRIPTORS, e);
        }
        return inodes;
    }

    /** What a descriptor points at; empty when it was closed since it was listed. */
    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            // A kernel without IPv6 has no such table.
            return List.of();
        }
    }

    private static String ports(String[] columns) {
        int remote = port(columns[2]);
        return "port " + port(columns[1]) + (remote == 0 ? "" : " to port " + remote);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static String state(String protocol, String code) {
        return protocol.startsWith("tcp") ? TCP_STATES.getOrDefault(code, "state " + code) : "";
    }
}
