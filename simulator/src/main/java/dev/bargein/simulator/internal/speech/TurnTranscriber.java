package dev.bargein.simulator.internal.speech;

import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.audio.Pcm;
import dev.bargein.simulator.internal.model.EventQueue;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.model.WakeTimes;
import dev.bargein.simulator.internal.values.JsonTrees;
import dev.bargein.simulator.script.Brain;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends the transcription events of committed turns, when the client asked for transcription: deltas and
 * {@code completed}, or {@code failed}, a while after the commit and in the order of the commits (docs/protocol.md,
 * sections 1b and 5).
 *
 * <p>Not thread-safe.
 */
public final class TurnTranscriber {
    private static final long NANOS_PER_MS = 1_000_000;
    /** On the real wire the first delta came about a second after the commit, over the Atlantic. */
    private static final long FIRST_WORD_MS = 600;

    private static final long NEXT_WORD_MS = 30;
    private static final long MAX_SAMPLES = Pcm.toSamples(120_000);
    private static final int MAX_WAITING = 32;
    private static final String NOT_UNDERSTOOD = RecognitionQueue.NOT_UNDERSTOOD;
    private static final int AUDIO_MS_PER_TOKEN = 100;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final String WHISPER = "whisper";

    private final EventQueue out;
    private final SpeechInput hearing;
    private final Brain brain;
    private final Deque<Job> jobs = new ArrayDeque<>();

    /** One turn on its way to words. */
    private static final class Job {
        final StoredItem item;
        /** The model whose events are imitated; null when the client asked for none. */
        final @Nullable String model;

        final long deadlineNanos;
        long dueNanos;

        @Nullable
        String words;

        int charactersSent;

        Job(StoredItem item, @Nullable String model, long nowNanos) {
            this.item = item;
            this.model = model;
            this.dueNanos = nowNanos + FIRST_WORD_MS * NANOS_PER_MS;
            this.deadlineNanos = nowNanos + RecognitionQueue.DEADLINE_NANOS;
        }
    }

    public TurnTranscriber(EventQueue out, SpeechInput hearing, Brain brain) {
        this.out = out;
        this.hearing = hearing;
        this.brain = brain;
    }

    /**
     * A turn was committed.
     *
     * @param wanted how the client wants it written down; null when it does not
     * @param number of the response that will answer it, counted from 0
     */
    public void committed(StoredItem item, @Nullable JsonObject wanted, int number, long nowNanos) {
        if (wanted == null && !brain.hears()) {
            return;
        }
        String model = wanted == null ? null : wanted.string("model");
        Job job = new Job(item, wanted == null ? null : model == null ? "whisper-1" : model, nowNanos);
        boolean tooMany = jobs.size() >= MAX_WAITING;
        boolean tooLong = item.audio.samples() > MAX_SAMPLES;
        jobs.add(job);
        item.beginTranscription();
        if (tooMany || tooLong) {
            hearing.refused(
                    tooMany
                            ? MAX_WAITING + " turns of one session that wait to be written down; " + NOT_UNDERSTOOD
                            : Pcm.toMs(MAX_SAMPLES) / 1_000 + " s in one turn to be written down; " + NOT_UNDERSTOOD);
            understood(job, "");
        } else {
            hearing.transcribe(
                    item.audio.toArray(), words -> understood(job, words == null ? brain.userWords(number) : words));
        }
    }

    private void understood(Job job, String words) {
        if (job.words == null) {
            job.words = words;
            job.item.transcribe(words, job.model != null);
        }
    }

    /** Tells what is due. */
    public void advance(long nowNanos) {
        for (Job job = jobs.peek(); job != null; job = jobs.peek()) {
            if (nowNanos >= job.deadlineNanos) {
                understood(job, "");
            }
            String words = job.words;
            if (words == null || job.model != null && nowNanos < job.dueNanos) {
                return;
            }
            if (tell(job, words)) {
                jobs.remove();
            }
        }
    }

    /** When {@link #advance} has something to do; {@link WakeTimes#NEVER} when only a recogniser can change that. */
    public long nextWakeNanos() {
        Job job = jobs.peek();
        return job == null ? WakeTimes.NEVER : job.words == null ? job.deadlineNanos : job.dueNanos;
    }

    /** The next event about a turn; true when it was the last. */
    private boolean tell(Job job, String words) {
        String model = job.model;
        StoredItem item = job.item;
        if (model == null || item.isDeleted()) {
            return true;
        }
        if (words.isEmpty()) {
            out.add(new ServerEvent.ConversationItemInputAudioTranscriptionFailed(
                    out.eventId(),
                    item.id,
                    0,
                    new ErrorDetails(
                            "transcription_error",
                            "audio_unintelligible",
                            "The audio could not be transcribed.",
                            null,
                            null)));
            return true;
        }
        if (job.charactersSent < words.length()) {
            // Whisper knows the whole turn or nothing; the others tell word by word.
            int space = model.startsWith(WHISPER) ? -1 : words.indexOf(' ', job.charactersSent + 1);
            int end = space < 0 ? words.length() : space;
            String delta = words.substring(job.charactersSent, end);
            out.add(new ServerEvent.ConversationItemInputAudioTranscriptionDelta(out.eventId(), item.id, 0, delta));
            job.charactersSent = end;
            job.dueNanos += NEXT_WORD_MS * NANOS_PER_MS;
            return false;
        }
        out.add(new ServerEvent.ConversationItemInputAudioTranscriptionCompleted(
                out.eventId(), item.id, 0, words, usage(model, item.audio.ms(), words)));
        return true;
    }

    /** Whisper is paid by the second, the others by the token. */
    private static JsonObject usage(String model, long ms, String words) {
        if (model.contains(WHISPER)) {
            return JsonTrees.object("type", "duration", "seconds", (ms + 999) / 1_000);
        }
        long heard = Math.max(1, ms / AUDIO_MS_PER_TOKEN);
        long written = words.length() / CHARACTERS_PER_TOKEN + 1;
        return JsonTrees.object(
                "type",
                "tokens",
                "total_tokens",
                heard + written,
                "input_tokens",
                heard,
                "input_token_details",
                JsonTrees.object("text_tokens", 0, "audio_tokens", heard),
                "output_tokens",
                written);
    }
}
