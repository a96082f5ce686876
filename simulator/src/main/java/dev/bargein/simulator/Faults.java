package dev.bargein.simulator;

import dev.bargein.simulator.internal.rules.EventTypes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a service: each part is a fault that real services or networks show, and all can be combined. What
 * depends on chance is fixed by the seed of the simulator.
 *
 * <pre>{@code
 * Faults.builder()
 *         .lateMs(600)                          // 600 ms of deltas after a cancel
 *         .drop("response.done")                // which then never comes
 *         .dropConnection(Trigger.afterMs(5_000))
 *         .build()
 * }</pre>
 *
 * <p>Event types are written with the names of either dialect; {@code response.*} means all that begin so.
 *
 * @param lateMs goes on generating for so long after a cancel, in milliseconds; 0 to 60,000
 * @param stall a pause in generation, and the burst that makes up for it
 * @param events which events are lost, doubled or out of order
 * @param clear what {@code output_audio_buffer.clear} does
 * @param silentAfterBadTruncate whether the service never says anything again after it refused a position to truncate at
 * @param silentMedia whether all sound is silence, although the events tell of speech
 * @param formatIgnored whether sound goes out as 24 kHz PCM whatever format was asked for; {@code session.updated} tells
 * @param textOnly whether answers come as text although sound was asked for
 * @param dropConnection when the connection breaks without a word
 * @param closeDataChannel when the data channel of a call closes, while its media flows on
 * @param ignoreConsentChecks when the media server of a call begins to answer no ICE check that lacks USE-CANDIDATE
 * @param expire when the session reaches its maximum duration before its time
 * @param signallingDelayMs how long HTTP requests wait for their answer, upgrades included; 0 to 60,000
 * @param http answers to paths, such as {@code /v1/realtime/calls}, upgrades included
 */
public record Faults(
        int lateMs,
        Stall stall,
        Events events,
        Clear clear,
        boolean silentAfterBadTruncate,
        boolean silentMedia,
        boolean formatIgnored,
        boolean textOnly,
        Trigger dropConnection,
        Trigger closeDataChannel,
        Trigger ignoreConsentChecks,
        Trigger expire,
        int signallingDelayMs,
        Map<String, HttpStatus> http) {

    private static final int MAX_MS = 60_000;
    private static final int MAX_HOURS_MS = 3_600_000;
    private static final int MAX_TYPES = 64;
    private static final int MAX_PATHS = 64;

    /** Nothing is wrong. */
    public static final Faults NONE = builder().build();

    /**
     * Checks every part.
     *
     * @throws IllegalArgumentException with the part that is out of its range
     */
    public Faults {
        range("lateMs", lateMs, 0, MAX_MS);
        range("signallingDelayMs", signallingDelayMs, 0, MAX_MS);
        check(http.size() <= MAX_PATHS, "http: at most " + MAX_PATHS + " paths");
        http = Map.copyOf(http);
    }

    /** Faults to be put together. */
    public static Builder builder() {
        return new Builder();
    }

    /** These faults and others: lists are joined, and where both say something about one part the others win. */
    public Faults and(Faults others) {
        Map<String, HttpStatus> statuses = new LinkedHashMap<>(http);
        statuses.putAll(others.http);
        return new Faults(
                others.lateMs > 0 ? others.lateMs : lateMs,
                others.stall.equals(Stall.NONE) ? stall : others.stall,
                events.and(others.events),
                others.clear != Clear.OBEYED ? others.clear : clear,
                silentAfterBadTruncate || others.silentAfterBadTruncate,
                silentMedia || others.silentMedia,
                formatIgnored || others.formatIgnored,
                textOnly || others.textOnly,
                others.dropConnection.isNever() ? dropConnection : others.dropConnection,
                others.closeDataChannel.isNever() ? closeDataChannel : others.closeDataChannel,
                others.ignoreConsentChecks.isNever() ? ignoreConsentChecks : others.ignoreConsentChecks,
                others.expire.isNever() ? expire : others.expire,
                others.signallingDelayMs > 0 ? others.signallingDelayMs : signallingDelayMs,
                statuses);
    }

    private static void range(String name, long value, long low, long high) {
        check(value >= low && value <= high, name + " must be " + low + " to " + high + ", not " + value);
    }

    private static void check(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    /** What the service makes of {@code output_audio_buffer.clear}. */
    public enum Clear {
        /** It empties its buffer. */
        OBEYED,
        /** Nothing. */
        IGNORED,
        /** It does not know the event, and says so. */
        UNKNOWN
    }

    /**
     * A pause in the generation of each response: from a position in its sound nothing comes for a while, and then at once
     * all that is overdue.
     *
     * @param atMs milliseconds of sound before the pause; 0 to 3,600,000
     * @param forMs how long it lasts; 0 for no pause, up to 60,000
     */
    public record Stall(int atMs, int forMs) {
        /** No pause. */
        public static final Stall NONE = new Stall(0, 0);

        /** Checks the ranges. */
        public Stall {
            range("stall.atMs", atMs, 0, MAX_HOURS_MS);
            range("stall.forMs", forMs, 0, MAX_MS);
        }
    }

    /**
     * Events that do not arrive as they were sent.
     *
     * @param drop types that are lost
     * @param duplicate types that come twice
     * @param reorder types that come in another order among themselves
     * @param reorderWindow how many of them trade places; 2 to 64
     * @param chance how probable each of that is for each event; above 0, up to 1
     */
    public record Events(
            Set<String> drop, Set<String> duplicate, Set<String> reorder, int reorderWindow, double chance) {
        /** All arrive as they were sent. */
        public static final Events NONE = new Events(Set.of(), Set.of(), Set.of(), 2, 1);

        /** Checks the types and the ranges. */
        public Events {
            drop = types("drop", drop);
            duplicate = types("duplicate", duplicate);
            reorder = types("reorder", reorder);
            range("reorderWindow", reorderWindow, 2, 64);
            check(chance > 0 && chance <= 1, "chance must be above 0 and at most 1, not " + chance);
        }

        private Events and(Events others) {
            if (others.equals(NONE)) {
                return this;
            }
            return new Events(
                    joined(drop, others.drop),
                    joined(duplicate, others.duplicate),
                    joined(reorder, others.reorder),
                    others.reorderWindow,
                    others.chance);
        }

        private static Set<String> types(String what, Set<String> names) {
            check(names.size() <= MAX_TYPES, what + ": at most " + MAX_TYPES + " types");
            Set<String> known = new LinkedHashSet<>();
            names.forEach(name -> known.add(EventTypes.known(name)));
            return Set.copyOf(known);
        }

        private static Set<String> joined(Set<String> some, Set<String> more) {
            Set<String> all = new LinkedHashSet<>(some);
            all.addAll(more);
            return all;
        }
    }

    /**
     * When something happens, counted from when these faults came into force: for a whole session that is its beginning,
     * for one answer its {@code response.created}.
     *
     * @param afterMs so many milliseconds later; -1 when it does not depend on time
     * @param afterEvent when an event of this type was sent; empty when it does not depend on one
     */
    public record Trigger(long afterMs, String afterEvent) {
        /** Never. */
        public static final Trigger NEVER = new Trigger(-1, "");

        /** Checks the type and the range. */
        public Trigger {
            range("afterMs", afterMs, -1, MAX_HOURS_MS);
            afterEvent = afterEvent.isEmpty() ? "" : EventTypes.known(afterEvent);
        }

        /** After a time, in milliseconds. */
        public static Trigger afterMs(long ms) {
            range("afterMs", ms, 0, MAX_HOURS_MS);
            return new Trigger(ms, "");
        }

        /** After the first event of a type. */
        public static Trigger afterEvent(String type) {
            return new Trigger(-1, type);
        }

        boolean isNever() {
            return afterMs < 0 && afterEvent.isEmpty();
        }
    }

    /**
     * A fixed answer to an HTTP request.
     *
     * @param status such as 401, 429, 500
     * @param body the body, sent as JSON
     */
    public record HttpStatus(int status, String body) {
        /** Checks the status. */
        public HttpStatus {
            range("status", status, 200, 599);
        }
    }

    /** Puts faults together. Not thread-safe. */
    public static final class Builder {
        private int lateMs;
        private Stall stall = Stall.NONE;
        private final Set<String> drop = new LinkedHashSet<>();
        private final Set<String> duplicate = new LinkedHashSet<>();
        private final Set<String> reorder = new LinkedHashSet<>();
        private int reorderWindow = Events.NONE.reorderWindow();
        private double chance = Events.NONE.chance();
        private Clear clear = Clear.OBEYED;
        private boolean silentAfterBadTruncate;
        private boolean silentMedia;
        private boolean formatIgnored;
        private boolean textOnly;
        private Trigger dropConnection = Trigger.NEVER;
        private Trigger closeDataChannel = Trigger.NEVER;
        private Trigger ignoreConsentChecks = Trigger.NEVER;
        private Trigger expire = Trigger.NEVER;
        private int signallingDelayMs;
        private final Map<String, HttpStatus> http = new LinkedHashMap<>();

        private Builder() {}

        /** Goes on generating for so many milliseconds after a cancel. */
        public Builder lateMs(int ms) {
            lateMs = ms;
            return this;
        }

        /** Pauses generation after so many milliseconds of sound, for so many milliseconds; then comes a burst. */
        public Builder stall(int atMs, int forMs) {
            stall = new Stall(atMs, forMs);
            return this;
        }

        /** Loses events of these types. */
        public Builder drop(String... types) {
            drop.addAll(Arrays.asList(types));
            return this;
        }

        /** Sends events of these types twice. */
        public Builder duplicate(String... types) {
            duplicate.addAll(Arrays.asList(types));
            return this;
        }

        /** Sends events of these types in another order among themselves. */
        public Builder reorder(String... types) {
            reorder.addAll(Arrays.asList(types));
            return this;
        }

        /** How many events trade places; 2 unless set. */
        public Builder reorderWindow(int count) {
            reorderWindow = count;
            return this;
        }

        /** How probable it is for each event to be lost, doubled or moved; 1 unless set. */
        public Builder chance(double probability) {
            chance = probability;
            return this;
        }

        /** What {@code output_audio_buffer.clear} does. */
        public Builder clear(Clear effect) {
            clear = effect;
            return this;
        }

        /** Loses each {@code response.created}. */
        public Builder responseWithoutCreated() {
            return drop("response.created");
        }

        /** Never says that the output buffer ran empty. */
        public Builder withholdStopped() {
            return drop("output_audio_buffer.stopped");
        }

        /** Falls silent for good when it has refused a position to truncate at, as users report of the real service. */
        public Builder silentAfterBadTruncate() {
            silentAfterBadTruncate = true;
            return this;
        }

        /** Sends silence where the events tell of speech. */
        public Builder silentMedia() {
            silentMedia = true;
            return this;
        }

        /**
         * Sends 24 kHz PCM whatever format is asked for from now on, as users report of G.711; only {@code
         * session.updated} and {@code response.created} tell. Without effect on a call, which carries Opus.
         */
        public Builder formatIgnored() {
            formatIgnored = true;
            return this;
        }

        /** Answers with text although sound is asked for, as models sometimes do. */
        public Builder textOnly() {
            textOnly = true;
            return this;
        }

        /** Breaks the connection without a word. */
        public Builder dropConnection(Trigger when) {
            dropConnection = when;
            return this;
        }

        /** Closes the data channel of a call, while its media flows on. */
        public Builder closeDataChannel(Trigger when) {
            closeDataChannel = when;
            return this;
        }

        /**
         * Answers no ICE check any more that lacks USE-CANDIDATE, as users of Firefox report of the real service: clients
         * that check for consent without it (RFC 7675) lose the call after some 30 s, the others keep it. Only on
         * loopback, where the service sees the checks.
         */
        public Builder ignoreConsentChecks(Trigger when) {
            ignoreConsentChecks = when;
            return this;
        }

        /** Ends the session as if its maximum duration were over. */
        public Builder expire(Trigger when) {
            expire = when;
            return this;
        }

        /** Lets HTTP requests wait for their answer, in milliseconds. */
        public Builder signallingDelayMs(int ms) {
            signallingDelayMs = ms;
            return this;
        }

        /** Answers a path with a status and a JSON body. */
        public Builder httpStatus(String path, int status, String body) {
            http.put(path, new HttpStatus(status, body));
            return this;
        }

        /**
         * The faults.
         *
         * @throws IllegalArgumentException with the part that is out of its range, or the type that does not exist
         */
        public Faults build() {
            return new Faults(
                    lateMs,
                    stall,
                    new Events(drop, duplicate, reorder, reorderWindow, chance),
                    clear,
                    silentAfterBadTruncate,
                    silentMedia,
                    formatIgnored,
                    textOnly,
                    dropConnection,
                    closeDataChannel,
                    ignoreConsentChecks,
                    expire,
                    signallingDelayMs,
                    http);
        }
    }
}
