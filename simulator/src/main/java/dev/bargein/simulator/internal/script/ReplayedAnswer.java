package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.Response;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.script.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer of a trace while it is read. Not thread-safe. */
final class ReplayedAnswer {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int MAX_DURATION_MS = 3_600_000;
    private static final int MAX_DELAY_MS = 600_000;
    private static final int MIN_CHUNK_MS = 10;
    private static final int MAX_CHUNK_MS = 5_000;
    private static final double MIN_SPEED = 0.1;
    private static final double MAX_SPEED = 1_000;

    private final long askedAtNanos;
    private final int maxParts;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<Long, Integer> deltas = new LinkedHashMap<>();
    private long soundMs;
    private long lastDeltaMs;
    private long firstSoundNanos = -1;
    private long lastSoundNanos;
    private long playedMs;
    private Answer.Ending ending = Answer.Ending.COMPLETED;

    private static final class Part {
        private final StringBuilder words = new StringBuilder();
        private long soundMs;
        private String function = "";
        private String arguments = "";
    }

    ReplayedAnswer(long askedAtNanos, int maxParts) {
        this.askedAtNanos = askedAtNanos;
        this.maxParts = maxParts;
    }

    void item(String itemId, @Nullable String function) {
        Part part = part(itemId);
        if (part != null && function != null) {
            part.function = function;
        }
    }

    void words(String itemId, String more) {
        Part part = part(itemId);
        if (part != null && part.words.length() + more.length() <= Answer.MAX_TEXT_CHARACTERS) {
            part.words.append(more);
        }
    }

    void sound(String itemId, long ms, long nanos) {
        Part part = part(itemId);
        if (part != null) {
            part.soundMs += ms;
        }
        soundMs += ms;
        lastDeltaMs = ms;
        if (deltas.size() < MAX_CHUNK_MS) {
            deltas.merge(ms, 1, Integer::sum);
        }
        if (firstSoundNanos < 0) {
            firstSoundNanos = nanos;
        }
        lastSoundNanos = nanos;
    }

    void call(String itemId, @Nullable String function, String arguments) {
        item(itemId, function);
        Part part = part(itemId);
        if (part != null) {
            part.arguments = arguments;
        }
    }

    /** The output buffer of a call plays this answer. */
    void startedPlaying(long nanos) {
        if (firstSoundNanos < 0) {
            firstSoundNanos = nanos;
        }
    }

    void stoppedPlaying(long nanos) {
        if (firstSoundNanos >= 0 && playedMs == 0) {
            playedMs = (nanos - firstSoundNanos) / NANOS_PER_MS;
        }
    }

    void done(Response response) {
        Response.StatusDetails details = response.statusDetails();
        String reason = details == null ? null : details.reason();
        if (response.status().equals("failed")) {
            String type = details == null ? null : details.errorType();
            String code = details == null ? null : details.errorCode();
            String message = details == null ? null : details.errorMessage();
            ending = Answer.Ending.failed(orEmpty(type), orEmpty(code), orEmpty(message));
        } else if (response.status().equals("incomplete") && reason != null) {
            ending = Answer.Ending.incomplete(reason);
        }
    }

    /** The answer; null when nothing of it is known. */
    @Nullable
    Answer toAnswer() {
        List<Answer.Part> made = new ArrayList<>();
        int spoken =
                (int) parts.values().stream().filter(p -> p.function.isEmpty()).count();
        for (Part part : parts.values()) {
            Answer.Part one = make(part, spoken);
            if (one != null) {
                made.add(one);
            }
        }
        if (made.isEmpty() && ending.isComplete()) {
            return null;
        }
        int delayMs = firstSoundNanos < 0
                ? Answer.DEFAULT_FIRST_AUDIO_DELAY_MS
                : (int) clamp((firstSoundNanos - askedAtNanos) / NANOS_PER_MS, 0, MAX_DELAY_MS);
        return new Answer(made, speed(), delayMs, chunkMs(), 0, ending, Faults.NONE);
    }

    private Answer.@Nullable Part make(Part part, int spoken) {
        if (!part.function.isEmpty()) {
            boolean nameable = part.function.matches("[a-zA-Z0-9_-]{1,64}");
            return nameable
                    ? Answer.Part.ofCall(part.function, part.arguments.isEmpty() ? "{}" : part.arguments)
                    : null;
        }
        // On a call no sound is in the events: its items share the time that the buffer played.
        long ms = soundMs > 0 ? part.soundMs : playedMs / Math.max(1, spoken);
        int durationMs = (int) clamp(ms, 0, MAX_DURATION_MS);
        String words = part.words.toString().trim();
        if (words.isEmpty() || words.chars().allMatch(c -> c == '.' || c == ' ')) {
            return durationMs > 0 ? Answer.Part.ofDurationMs(durationMs) : null;
        }
        return new Answer.Speech(words, durationMs);
    }

    /** The length that most deltas have. */
    private int chunkMs() {
        return deltas.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(entry -> (int) clamp(entry.getKey(), MIN_CHUNK_MS, MAX_CHUNK_MS))
                .orElse(Answer.DEFAULT_CHUNK_MS);
    }

    /** Sound against the time in which it came; 0 when too little came to tell. */
    private double speed() {
        long nanos = lastSoundNanos - firstSoundNanos;
        long ms = soundMs - lastDeltaMs;
        if (firstSoundNanos < 0 || nanos <= 0 || ms <= 0) {
            return 0;
        }
        return Math.min(MAX_SPEED, Math.max(MIN_SPEED, (double) ms * NANOS_PER_MS / nanos));
    }

    private @Nullable Part part(String itemId) {
        Part known = parts.get(itemId);
        if (known == null && parts.size() < maxParts) {
            known = new Part();
            parts.put(itemId, known);
        }
        return known;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static long clamp(long value, long low, long high) {
        return Math.max(low, Math.min(high, value));
    }
}
