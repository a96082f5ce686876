package dev.bargein.rtc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Session descriptions (RFC 8866, RFC 8829) as text: limits for untrusted ones, and the few rewrites that Bargein needs.
 *
 * <p>Everything here works line by line and leaves alone what it does not understand.
 */
public final class Sdp {
    /** The largest description that is accepted. */
    public static final int MAX_BYTES = 64 * 1_024;

    /** The most media sections that are accepted. */
    public static final int MAX_MEDIA_SECTIONS = 8;

    /** The most candidates that are accepted, over all media sections. */
    public static final int MAX_CANDIDATES = 32;

    /** The longest line that is accepted. */
    public static final int MAX_LINE_CHARS = 1_024;

    /** The longest candidate line that is accepted. */
    public static final int MAX_CANDIDATE_CHARS = 256;

    /** The most synchronisation sources that may be announced. */
    public static final int MAX_SSRCS = 16;

    /** What a peer that does not say takes in one data channel message (RFC 8841, section 6.1). */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 65_536;

    private static final String CANDIDATE = "a=candidate";
    private static final String LOOPBACK = "127.0.0.1";

    /** Of the one candidate of a host (RFC 8445, section 5.1.2.1). */
    private static final String HOST_PRIORITY = "2130706431";

    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern LINE = Pattern.compile("[a-z]=.*", Pattern.DOTALL);
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern OPUS = Pattern.compile("a=rtpmap:(\\d{1,3}) opus/48000/2", Pattern.CASE_INSENSITIVE);
    private static final Pattern MESSAGE_SIZE = Pattern.compile("(?m)^a=max-message-size:0*(\\d+)\\s*$");

    /** Digits of any number that a long holds. */
    private static final int LONG_DIGITS = 18;

    private Sdp() {}

    /**
     * Checks a description that came from outside, before native code sees it.
     *
     * @throws InvalidSdpException when it breaks one of the limits above, is not SDP, has no audio section, or has lost
     *     its final line end (as a trimmed one has)
     */
    public static void validate(String sdp) {
        if (sdp.length() > MAX_BYTES || sdp.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidSdpException("The SDP is longer than " + MAX_BYTES + " bytes");
        }
        List<String> lines = lines(sdp);
        if (lines.isEmpty() || !lines.get(0).equals("v=0")) {
            throw new InvalidSdpException("The SDP must start with the line v=0");
        }
        if (!sdp.endsWith("\n")) {
            throw new InvalidSdpException(
                    "The SDP must end with a line end (CRLF); send it as it was made, without trimming it");
        }
        lines.forEach(Sdp::validateLine);
        limit(lines, "m=", MAX_MEDIA_SECTIONS, "media sections");
        limit(lines, CANDIDATE, MAX_CANDIDATES, "candidates");
        if (ssrcs(lines).size() > MAX_SSRCS) {
            throw new InvalidSdpException("The SDP announces more than " + MAX_SSRCS + " synchronisation sources");
        }
        if (lines.stream().noneMatch(line -> line.startsWith("m=audio "))) {
            throw new InvalidSdpException("The SDP has no audio section (m=audio)");
        }
    }

    /**
     * The description with host candidates over UDP on IPv4 moved to 127.0.0.1, and without any other candidate: TCP,
     * IPv6, host names (mDNS), server reflexive, relayed. The addresses of the origin and of connections become 127.0.0.1
     * too, so that no address of a network is left.
     */
    public static String toLoopback(String sdp) {
        Set<String> seen = new HashSet<>();
        int[] section = {0};
        return rewrite(sdp, line -> {
            if (line.startsWith("m=")) {
                section[0]++;
            } else if (line.startsWith(CANDIDATE)) {
                String moved = loopbackCandidate(line);
                return seen.add(section[0] + moved) ? moved : "";
            } else if (line.startsWith("a=remote-candidates:")) {
                return "";
            } else if (line.startsWith("c=IN ") || line.startsWith("a=rtcp:") || line.startsWith("o=")) {
                return loopbackConnection(line);
            }
            return line;
        });
    }

    /**
     * A local description whose relayed candidates are named as what they are to the other end: plain UDP ports of this
     * host. For an engine that reaches the loopback interface through a relay of its own process.
     */
    public static String withRelaysAsHosts(String sdp) {
        return rewrite(sdp, line -> {
            String[] parts = line.split(" +");
            boolean relayed = line.startsWith(CANDIDATE)
                    && parts.length >= 8
                    && parts[2].equalsIgnoreCase("udp")
                    && parts[7].equals("relay");
            return relayed
                    ? String.join(" ", parts[0], parts[1], "udp", HOST_PRIORITY, parts[4], parts[5], "typ host")
                    : line;
        });
    }

    /** The description without candidates whose address is a host name, so that applying it looks up no name (mDNS). */
    public static String withoutHostNames(String sdp) {
        return rewrite(sdp, line -> {
            if (!line.startsWith(CANDIDATE)) {
                return line;
            }
            String[] parts = line.split(" +");
            return parts.length > 5 && isAddress(parts[4]) ? line : "";
        });
    }

    /**
     * A remote description that makes the local end send Opus at up to the given rate and without gaps (RFC 7587): a
     * {@code maxaveragebitrate} that is there stays, {@code usedtx} goes.
     */
    public static String withOpus(String sdp, int maxAverageBitrateBps) {
        Set<String> opus = new HashSet<>();
        Set<String> described = new HashSet<>();
        int[] section = {0};
        for (String line : lines(sdp)) {
            section[0] += line.startsWith("m=") ? 1 : 0;
            Matcher codec = OPUS.matcher(line);
            if (codec.matches()) {
                opus.add(section[0] + " " + codec.group(1));
            } else if (line.startsWith("a=fmtp:")) {
                described.add(section[0] + " " + formatType(line));
            }
        }
        section[0] = 0;
        return rewrite(sdp, line -> {
            section[0] += line.startsWith("m=") ? 1 : 0;
            Matcher codec = OPUS.matcher(line);
            if (codec.matches() && !described.contains(section[0] + " " + codec.group(1))) {
                return line + "\r\na=fmtp:" + codec.group(1) + " maxaveragebitrate=" + maxAverageBitrateBps;
            }
            boolean known = line.startsWith("a=fmtp:") && opus.contains(section[0] + " " + formatType(line));
            return known ? opusParameters(line, line.indexOf(' '), maxAverageBitrateBps) : line;
        });
    }

    /**
     * An offer whose sections are refused (port 0, RFC 8829, section 5.3.1) unless they are audio or data: the answer to it
     * refuses them too, and their payload never reaches the engine's video code.
     */
    public static String withoutVideo(String sdp) {
        Set<String> refused = new HashSet<>();
        boolean[] other = {false};
        for (String line : lines(sdp)) {
            if (line.startsWith("m=")) {
                other[0] = isOtherMedia(line);
            } else if (other[0] && line.startsWith("a=mid:")) {
                refused.add(line.substring("a=mid:".length()).trim());
            }
        }
        return rewrite(sdp, line -> {
            if (line.startsWith("a=group:BUNDLE ")) {
                return Arrays.stream(line.split(" +"))
                        .filter(mid -> !refused.contains(mid))
                        .collect(Collectors.joining(" "));
            }
            return line.startsWith("m=") && isOtherMedia(line) ? line.replaceFirst(" \\d+", " 0") : line;
        });
    }

    /** Whether the peer that made this offers data channels; a section with port 0 offers nothing. */
    public static boolean hasDataChannel(String sdp) {
        return lines(sdp).stream()
                .anyMatch(line -> line.startsWith("m=application ") && !line.startsWith("m=application 0 "));
    }

    /** How many bytes the peer that made this description takes in one data channel message. */
    public static int maxMessageBytes(String sdp) {
        Matcher size = MESSAGE_SIZE.matcher(sdp);
        if (!size.find()) {
            return DEFAULT_MAX_MESSAGE_BYTES;
        }
        String digits = size.group(1);
        long bytes = digits.length() > LONG_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
        // 0 means no limit (RFC 8841, section 6.1).
        return bytes == 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** The candidate lines, over all media sections, without {@code a=}. */
    public static List<String> candidates(String sdp) {
        return lines(sdp).stream()
                .filter(line -> line.startsWith(CANDIDATE))
                .map(line -> line.substring(2))
                .collect(Collectors.toList());
    }

    private static void validateLine(String line) {
        if (!LINE.matcher(line).matches()) {
            throw new InvalidSdpException("The SDP has a line that is not of the form x=...");
        }
        if (line.length() > MAX_LINE_CHARS) {
            throw new InvalidSdpException("The SDP has a line of more than " + MAX_LINE_CHARS + " characters");
        }
        if (line.startsWith(CANDIDATE) && line.length() > MAX_CANDIDATE_CHARS) {
            throw new InvalidSdpException(
                    "The SDP has a candidate of more than " + MAX_CANDIDATE_CHARS + " characters");
        }
        if (line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new InvalidSdpException("The SDP contains control characters");
        }
    }

    private static void limit(List<String> lines, String prefix, int most, String what) {
        if (lines.stream().filter(line -> line.startsWith(prefix)).count() > most) {
            throw new InvalidSdpException("The SDP has more than " + most + " " + what);
        }
    }

    private static Set<String> ssrcs(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("a=ssrc:"))
                .map(line -> line.substring(7).split(" ", 2)[0])
                .collect(Collectors.toSet());
    }

    /** a=candidate:foundation component transport priority address port typ type ... (RFC 8839, section 5.1). */
    private static String loopbackCandidate(String line) {
        String[] parts = line.split(" +");
        boolean usable = parts.length >= 8
                && parts[2].equalsIgnoreCase("udp")
                && IPV4.matcher(parts[4]).matches()
                && parts[6].equals("typ")
                && parts[7].equals("host");
        if (!usable) {
            return "";
        }
        parts[4] = LOOPBACK;
        return String.join(" ", parts);
    }

    private static String loopbackConnection(String line) {
        int address = line.lastIndexOf("IN IP");
        return address < 0 || line.endsWith(" 0.0.0.0") ? line : line.substring(0, address) + "IN IP4 " + LOOPBACK;
    }

    private static boolean isOtherMedia(String line) {
        return !line.startsWith("m=audio ") && !line.startsWith("m=application ");
    }

    /** The payload type that an a=fmtp line speaks of; empty when it has none. */
    private static String formatType(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring("a=fmtp:".length(), space);
    }

    private static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
    }

    private static String opusParameters(String line, int space, int bitrateBps) {
        StringBuilder kept = new StringBuilder();
        boolean limited = false;
        for (String parameter : line.substring(space + 1).split(";")) {
            String name = parameter.trim().toLowerCase(Locale.ROOT);
            limited |= name.startsWith("maxaveragebitrate=");
            if (!name.isEmpty() && !name.startsWith("usedtx=")) {
                kept.append(kept.length() == 0 ? "" : ";").append(parameter.trim());
            }
        }
        if (!limited) {
            kept.append(kept.length() == 0 ? "" : ";")
                    .append("maxaveragebitrate=")
                    .append(bitrateBps);
        }
        return line.substring(0, space + 1) + kept;
    }

    /** Applies a function to every line and drops those that become empty; the result ends with CRLF. */
    private static String rewrite(String sdp, UnaryOperator<String> rule) {
        StringBuilder out = new StringBuilder(sdp.length());
        lines(sdp).stream()
                .map(rule)
                .filter(line -> !line.isEmpty())
                .forEach(line -> out.append(line).append("\r\n"));
        return out.toString();
    }

    /** Ends a line where libwebrtc ends it, at LF, so that no line is hidden from us behind a lone CR. */
    private static List<String> lines(String sdp) {
        List<String> lines = new ArrayList<>(Arrays.asList(LINE_END.split(sdp, -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }
}
