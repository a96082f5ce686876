package dev.bargein.junit;

import dev.bargein.junit.internal.LoggedMessage;
import dev.bargein.junit.internal.MessageLog;
import dev.bargein.junit.internal.MessageRecorder;
import dev.bargein.junit.internal.TimelineText;
import dev.bargein.junit.internal.ToolCalls;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client sent in a session, and what came of it. Nothing here sleeps: an assertion that something happened waits
 * until it has, at most as long as its {@link #patience}; one that nothing happened says so at once. A failure shows
 * the session's events.
 *
 * <pre>{@code
 * sim.assertThatClient().after(stop).sent("response.cancel").once().within(Duration.ofMillis(100)).of(stop);
 * sim.assertThatClient().truncated().betweenMs(1_900, 2_100);
 * }</pre>
 *
 * <p>Immutable.
 */
public final class SessionAssert {
    private static final long NANOS_PER_MS = 1_000_000;

    private final MessageRecorder recorder;
    private final MessageLog timeline;
    private final Duration patience;
    private final Moment start;

    SessionAssert(MessageRecorder recorder, MessageLog timeline, Duration patience) {
        this(recorder, timeline, patience, new Moment(Long.MIN_VALUE));
    }

    private SessionAssert(MessageRecorder recorder, MessageLog timeline, Duration patience, Moment start) {
        this.recorder = recorder;
        this.timeline = timeline;
        this.patience = patience;
        this.start = start;
    }

    /** The same, about what came after a moment only. */
    public SessionAssert after(Moment moment) {
        return new SessionAssert(recorder, timeline, patience, moment);
    }

    /** The same, with another patience. */
    public SessionAssert patience(Duration longest) {
        return new SessionAssert(recorder, timeline, longest, start);
    }

    /** Waits until the client has sent an event of a type, such as {@code response.cancel}. */
    public EventAssert sent(String type) {
        return new EventAssert(this, true, type).awaitOne();
    }

    /** Waits until the service has sent an event of a type: the client may be about to see it. */
    public EventAssert received(String type) {
        return new EventAssert(this, false, type).awaitOne();
    }

    /** Waits until the client has truncated an item. */
    public TruncateAssert truncated() {
        return new TruncateAssert(sent(ClientEvent.ConversationItemTruncate.TYPE));
    }

    /** Asserts that the client has not sent an event of a type so far. */
    public SessionAssert neverSent(String type) {
        List<LoggedMessage> found = entries().stream()
                .filter(entry -> entry.fromClient() && entry.type().equals(type))
                .toList();
        if (!found.isEmpty()) {
            throw failure("Expected the client never to send " + type + since() + "; it did, " + found.size()
                    + (found.size() == 1 ? " time." : " times."));
        }
        requireComplete();
        return this;
    }

    /** Asserts that the client has sent nothing so far but audio of the microphone. */
    public SessionAssert sentNothing() {
        for (LoggedMessage entry : entries()) {
            if (entry.fromClient() && !isAudio(entry)) {
                throw failure("Expected the client to send nothing" + since() + "; it sent " + entry.type() + ".");
            }
        }
        requireComplete();
        return this;
    }

    /**
     * Asserts that the client sends nothing but audio of the microphone from {@link #after} on, or from now on, for so
     * long. It waits for that time to pass, and fails as soon as something comes.
     */
    public SessionAssert sentNothingFor(Duration quiet) {
        SessionAssert watched = start.nanos() == Long.MIN_VALUE ? after(Moment.now()) : this;
        long end = watched.start.nanos() + quiet.toNanos();
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        recorder.await(left, () -> {
            watched.sentNothing();
            return null;
        });
        return watched.sentNothing();
    }

    /** Waits until the client has sent events of these types in this order; others may come between. */
    public SessionAssert sentInOrder(String... types) {
        int[] reached = new int[1];
        Boolean done = recorder.await(patience, () -> {
            reached[0] = 0;
            for (LoggedMessage entry : entries()) {
                if (reached[0] < types.length
                        && entry.fromClient()
                        && entry.type().equals(types[reached[0]])) {
                    reached[0]++;
                }
            }
            return reached[0] == types.length ? Boolean.TRUE : null;
        });
        if (done == null) {
            throw failure("Expected the client to send, in this order, " + String.join(", ", types) + since()
                    + "; within " + patience.toMillis() + " ms it did not send "
                    + (reached[0] == 0 ? types[0] : types[reached[0]] + " after " + types[reached[0] - 1]) + ".");
        }
        return this;
    }

    /**
     * Waits until the conversation holds so many milliseconds of the assistant's last spoken item: what the model
     * believes that the user heard. On WebSocket the client's truncation decides that, on WebRTC the service's own.
     */
    public SessionAssert lastAnswerHeardBetweenMs(long lowest, long highest) {
        List<SimulatorItem> spoken = new ArrayList<>();
        Boolean done = recorder.await(patience, () -> {
            spoken.clear();
            timeline.session().items().stream()
                    .filter(item -> item.generatedMs() > 0 && !item.deleted())
                    .forEach(spoken::add);
            if (spoken.isEmpty()) {
                return null;
            }
            long held = spoken.get(spoken.size() - 1).audioMs();
            return held >= lowest && held <= highest ? Boolean.TRUE : null;
        });
        if (done == null) {
            SimulatorItem last = spoken.isEmpty() ? null : spoken.get(spoken.size() - 1);
            throw failure("Expected the conversation to hold " + lowest + " to " + highest
                    + " ms of the assistant's last answer; "
                    + (last == null
                            ? "it has not spoken."
                            : "it holds " + last.audioMs() + " ms of " + last.id() + ", of which " + last.generatedMs()
                                    + " ms were generated and " + last.sentMs() + " ms sent."));
        }
        return this;
    }

    /**
     * Waits until the client has answered every function call that the service has made so far, each with one output. A call
     * that was cancelled half-way needs none. It fails where the service has made no call.
     */
    public SessionAssert answeredEveryCall() {
        List<ToolCalls.Call> calls = new ArrayList<>();
        Boolean done = recorder.await(patience, () -> {
            calls.clear();
            calls.addAll(ToolCalls.of(entries()));
            boolean all = calls.stream().allMatch(call -> call.outputs().size() == 1);
            return all && !calls.isEmpty() ? Boolean.TRUE : null;
        });
        if (done == null) {
            List<String> wrong = calls.stream()
                    .filter(call -> call.outputs().size() != 1)
                    .map(call -> call + (call.outputs().isEmpty() ? ": not answered" : ": answered more than once"))
                    .toList();
            throw failure("Expected the client to answer every function call" + since() + "; "
                    + (calls.isEmpty() ? "the service has made none." : String.join("; ", wrong) + "."));
        }
        requireComplete();
        return this;
    }

    /** Waits until the client has answered a call of a function with this output. */
    public SessionAssert answeredCall(String function, String output) {
        List<String> others = new ArrayList<>();
        Boolean done = recorder.await(patience, () -> {
            others.clear();
            ToolCalls.of(entries()).stream()
                    .filter(call -> call.name().equals(function))
                    .forEach(call -> others.addAll(call.outputs()));
            return others.contains(output) ? Boolean.TRUE : null;
        });
        if (done == null) {
            throw failure("Expected the client to answer a call of " + function + " with '" + output + "'" + since()
                    + "; "
                    + (others.isEmpty() ? "it answered none." : "it answered '" + String.join("', '", others) + "'."));
        }
        return this;
    }

    /**
     * Waits until the conversation holds a text, as the service remembers it: not deleted, not cut. An item of sound that was
     * truncated has no words any more, however much of it was heard.
     *
     * @param role {@code user}, {@code assistant} or {@code system}
     */
    public SessionAssert remembers(String role, String text) {
        Boolean done = recorder.await(
                patience,
                () -> remembered().stream()
                                .anyMatch(item ->
                                        item.role().equals(role) && item.text().contains(text))
                        ? Boolean.TRUE
                        : null);
        if (done == null) {
            throw failure("Expected the conversation to hold '" + text + "' of the " + role + "; it holds " + held());
        }
        return this;
    }

    /** Asserts that no item of the conversation holds a text so far, whoever said it. */
    public SessionAssert doesNotRemember(String text) {
        if (remembered().stream().anyMatch(item -> item.text().contains(text))) {
            throw failure("Expected the conversation not to hold '" + text + "'; it holds " + held());
        }
        return this;
    }

    private List<SimulatorItem> remembered() {
        return timeline.session().items().stream()
                .filter(item -> !item.deleted())
                .toList();
    }

    private String held() {
        List<String> lines = remembered().stream()
                .map(item -> (item.role().isEmpty() ? item.type() : item.role()) + ": '" + item.text() + "'")
                .toList();
        return lines.isEmpty() ? "nothing." : String.join(", ", lines) + ".";
    }

    /** Asserts that the service has refused nothing so far. */
    public SessionAssert brokeNoRule() {
        if (!session().ledger().clientViolations().isEmpty()) {
            throw new AssertionError(dev.bargein.junit.internal.ViolationText.of(
                    timeline, recorder.entries(timeline), session().ledger().clientViolations()));
        }
        return this;
    }

    /** The session itself. */
    public SimulatorSession session() {
        return timeline.session();
    }

    /** The session's events for people, a line each. */
    public String timeline() {
        return TimelineText.of(timeline, recorder.entries(timeline));
    }

    MessageRecorder recorder() {
        return recorder;
    }

    Duration patience() {
        return patience;
    }

    /** The events after {@link #after}. */
    List<LoggedMessage> entries() {
        return recorder.entries(timeline).stream()
                .filter(entry -> start.nanos() == Long.MIN_VALUE || entry.nanos() - start.nanos() > 0)
                .toList();
    }

    /** All events, to measure from. */
    List<LoggedMessage> allEntries() {
        return recorder.entries(timeline);
    }

    /** For messages: after which moment. */
    String since() {
        return start.nanos() == Long.MIN_VALUE
                ? ""
                : " after " + (start.nanos() - timeline.bornNanos()) / NANOS_PER_MS + " ms";
    }

    /** What was not seen cannot be denied. */
    void requireComplete() {
        String missing = recorder.missing(timeline);
        if (!missing.isEmpty()) {
            throw new AssertionError(missing);
        }
    }

    AssertionError failure(String message) {
        String missing = recorder.missing(timeline);
        return new AssertionError(message + (missing.isEmpty() ? "" : "\n" + missing) + "\n" + timeline());
    }

    private static boolean isAudio(LoggedMessage entry) {
        return entry.type().equals(ClientEvent.InputAudioBufferAppend.TYPE);
    }
}
