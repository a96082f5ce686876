package dev.bargein.simulator.internal.script;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.protocol.TraceDirection;
import dev.bargein.protocol.TraceEntry;
import dev.bargein.protocol.TraceException;
import dev.bargein.protocol.TraceReader;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.ScriptException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a script of a trace: what the service of the trace answered, with its texts, lengths, delays and deltas. The trace
 * may be of this simulator or of a real service, with words and sound or without; words that were left out are told as the
 * default story.
 *
 * <p>Not thread-safe: used only by one reading.
 */
public final class TraceReplay {
    private static final int MAX_ANSWERS = 1_000;
    private static final int MAX_PARTS = 16;
    private static final long NO_TIME = -1;

    private final RealtimeCodec codec = new RealtimeCodec(Dialect.GA, CodecLimits.ofBytes(TraceReader.MAX_LINE_CHARS));
    private final String name;
    private final Map<String, ReplayedAnswer> answers = new LinkedHashMap<>();
    private AudioFormat format = AudioFormat.PCM;
    private long askedAtNanos = NO_TIME;

    private TraceReplay(String name) {
        this.name = name;
    }

    /** Reads a file. */
    public static Script load(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return read(in, file.toString());
        } catch (IOException | UncheckedIOException e) {
            throw new ScriptException(file + ": cannot be read: check that the file exists and is UTF-8 text", e);
        }
    }

    /** Reads a trace; the caller closes it. */
    public static Script read(Reader in, String name) {
        TraceReplay replay = new TraceReplay(name);
        try {
            TraceReader reader = new TraceReader(in);
            for (TraceEntry entry = reader.next(); entry != null; entry = reader.next()) {
                replay.take(entry);
            }
        } catch (TraceException e) {
            throw new ScriptException(name + ": " + e.getMessage(), e);
        }
        return replay.script();
    }

    private Script script() {
        List<Answer> out = new ArrayList<>();
        for (ReplayedAnswer answer : answers.values()) {
            Answer made = answer.toAnswer();
            if (made != null) {
                out.add(made);
            }
        }
        if (out.isEmpty()) {
            throw new ScriptException(name + ": holds no answer to replay");
        }
        return Script.of(out);
    }

    private void take(TraceEntry entry) {
        if (entry.direction() == TraceDirection.OUT
                && ClientEvent.ResponseCreate.TYPE.equals(entry.event().string("type"))) {
            askedAtNanos = entry.nanos();
        }
        if (entry.direction() == TraceDirection.IN) {
            try {
                take(codec.decodeServer(entry.replayable()).event(), entry.nanos());
            } catch (ProtocolException noEvent) {
                // What no client could have used is no part of an answer.
            }
        }
    }

    private void take(ServerEvent event, long nanos) {
        if (event instanceof ServerEvent.SessionCreated created) {
            adopt(created.session());
        } else if (event instanceof ServerEvent.SessionUpdated updated) {
            adopt(updated.session());
        } else if (event instanceof ServerEvent.ResponseCreated created) {
            answer(created.response().id(), nanos);
            askedAtNanos = NO_TIME;
        } else if (event instanceof ServerEvent.ResponseOutputAudioDelta delta) {
            answer(delta.responseId(), nanos)
                    .sound(delta.itemId(), format.ms(delta.delta().size()), nanos);
        } else if (event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta delta) {
            answer(delta.responseId(), nanos).words(delta.itemId(), delta.delta());
        } else if (event instanceof ServerEvent.ResponseOutputTextDelta delta) {
            answer(delta.responseId(), nanos).words(delta.itemId(), delta.delta());
        } else if (event instanceof ServerEvent.ResponseFunctionCallArgumentsDone call) {
            answer(call.responseId(), nanos).call(call.itemId(), call.name(), json(call.arguments()));
        } else if (event instanceof ServerEvent.ResponseOutputItemAdded added) {
            answer(added.responseId(), nanos)
                    .item(added.item().id(), added.item().name());
        } else if (event instanceof ServerEvent.OutputAudioBufferStarted started) {
            answer(started.responseId(), nanos).startedPlaying(nanos);
        } else if (event instanceof ServerEvent.OutputAudioBufferStopped stopped) {
            answer(stopped.responseId(), nanos).stoppedPlaying(nanos);
        } else if (event instanceof ServerEvent.OutputAudioBufferCleared cleared) {
            answer(cleared.responseId(), nanos).stoppedPlaying(nanos);
        } else if (event instanceof ServerEvent.ResponseDone done) {
            answer(done.response().id(), nanos).done(done.response());
        }
    }

    private void adopt(JsonObject session) {
        String beta = session.string("output_audio_format");
        AudioFormat flat = beta == null ? null : AudioFormat.ofBetaName(beta);
        format = flat != null
                ? flat
                : AudioFormat.of(session.object("audio").object("output").get("format"));
    }

    /** The answer of that response; its first event may have been lost. */
    private ReplayedAnswer answer(String responseId, long nanos) {
        ReplayedAnswer known = answers.get(responseId);
        if (known != null) {
            return known;
        }
        if (answers.size() >= MAX_ANSWERS) {
            throw new ScriptException(name + ": holds more than " + MAX_ANSWERS + " answers: cut the trace");
        }
        ReplayedAnswer fresh = new ReplayedAnswer(askedAtNanos == NO_TIME ? nanos : askedAtNanos, MAX_PARTS);
        answers.put(responseId, fresh);
        return fresh;
    }

    /** Arguments that are JSON still; a trace without words left only their length. */
    private static String json(@Nullable String arguments) {
        try {
            return arguments == null ? "{}" : Json.write(Json.parseObject(arguments, CodecLimits.DATA_CHANNEL));
        } catch (ProtocolException leftOut) {
            return "{}";
        }
    }
}
