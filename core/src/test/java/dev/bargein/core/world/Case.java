package dev.bargein.core.world;

import dev.bargein.core.Strategy;
import dev.bargein.core.TransportTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All that decides a conversation in the world; as text it can be pasted as a regression test.
 *
 * @param seed decides the server's answers, the network and the speaker
 * @param transport the transport
 * @param profile how bad the world is
 * @param strategy what the client does on an interruption
 * @param script what the user does
 * @param faults the faults on the way from the server; null for those that the seed chooses
 */
record Case(
        long seed,
        TransportTraits transport,
        Profile profile,
        Strategy strategy,
        List<Action> script,
        @Nullable List<Fault> faults) {

    Case {
        script = List.copyOf(script);
        faults = faults == null ? null : List.copyOf(faults);
    }

    Case withScript(List<Action> other) {
        return new Case(seed, transport, profile, strategy, other, faults);
    }

    Case withFaults(List<Fault> other) {
        return new Case(seed, transport, profile, strategy, script, other);
    }

    Case withTransport(TransportTraits other) {
        return new Case(seed, other, profile, strategy, script, faults);
    }

    boolean webRtc() {
        return !transport.audioTaggedWithItem();
    }

    /** What the user, the application, the network or the server does. */
    enum Call {
        SAY,
        RESPOND,
        PRESS,
        RELEASE,
        STOP,
        CLOSE,
        DOWN,
        /** The transport comes back. */
        UP,
        /** The application asks for a response outside the conversation. */
        ASIDE,
        /** The application deletes an item that the server knows. */
        DELETE,
        /** The server answers by itself. */
        OWN,
        /** Nothing more is heard of the answer that the server makes. */
        HANG,
        /** The microphone is opened for good. */
        LISTEN,
        /** The open microphone is shut. */
        MUTE,
        /** The user begins to speak at the open microphone, or coughs. */
        SPEAK,
        /** The user is silent again. */
        HUSH,
        /** What was asked for is not to be interrupted by speech. */
        UNINTERRUPTIBLE
    }

    /** What a delay counts from. */
    enum Anchor {
        /** The action before. */
        PREV,
        /** The first sound after the action before. */
        VOICE,
        /** Nothing sounds and nothing is awaited. */
        QUIET
    }

    /** One thing that the user does. */
    record Action(Anchor anchor, int delayMs, Call call) {}

    /** What goes wrong with an event on its way. */
    enum Kind {
        LOSE,
        DOUBLE,
        OVERTAKE,
        LATE,
        UNKNOWN,
        GARBAGE
    }

    /** A fault at the event with that number on the way from the server. */
    record Fault(int event, Kind kind) {}

    String text() {
        StringBuilder out = new StringBuilder()
                .append("seed ")
                .append(seed)
                .append("\ntransport ")
                .append(transport.name())
                .append("\nprofile ")
                .append(profile.name().toLowerCase(Locale.ROOT))
                .append("\nstrategy ")
                .append(strategy.name())
                .append('\n');
        for (Action a : script) {
            out.append("do ")
                    .append(a.anchor().name().toLowerCase(Locale.ROOT))
                    .append('+')
                    .append(a.delayMs())
                    .append(' ')
                    .append(a.call().name().toLowerCase(Locale.ROOT))
                    .append('\n');
        }
        if (faults != null) {
            out.append("faults chosen\n");
            for (Fault f : faults) {
                out.append("fault ")
                        .append(f.event())
                        .append(' ')
                        .append(f.kind().name().toLowerCase(Locale.ROOT))
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** Reads what {@link #text} wrote; lines that start with # are comments. */
    static Case parse(String text) {
        long seed = 0;
        TransportTraits transport = TransportTraits.WEBSOCKET;
        Profile profile = Profile.CLEAN;
        Strategy strategy = Strategy.BARGEIN;
        List<Action> script = new ArrayList<>();
        List<Fault> faults = null;
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("[ +]", -1);
            switch (words[0]) {
                case "seed" -> seed = Long.parseLong(words[1]);
                case "transport" ->
                    transport = words[1].equals("webrtc") ? TransportTraits.WEBRTC : TransportTraits.WEBSOCKET;
                case "profile" -> profile = Profile.valueOf(words[1].toUpperCase(Locale.ROOT));
                case "strategy" ->
                    strategy = Strategy.all().stream()
                            .filter(s -> s.name().equals(words[1]))
                            .findFirst()
                            .orElseThrow();
                case "do" ->
                    script.add(new Action(
                            Anchor.valueOf(words[1].toUpperCase(Locale.ROOT)),
                            Integer.parseInt(words[2]),
                            Call.valueOf(words[3].toUpperCase(Locale.ROOT))));
                case "faults" -> faults = new ArrayList<>();
                case "fault" -> {
                    if (faults == null) {
                        faults = new ArrayList<>();
                    }
                    faults.add(new Fault(Integer.parseInt(words[1]), Kind.valueOf(words[2].toUpperCase(Locale.ROOT))));
                }
                case "", "#" -> {}
                default -> {
                    if (!line.startsWith("#")) {
                        throw new IllegalArgumentException("cannot read: " + line);
                    }
                }
            }
        }
        return new Case(seed, transport, profile, strategy, script, faults);
    }
}
