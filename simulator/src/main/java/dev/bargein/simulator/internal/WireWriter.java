package dev.bargein.simulator.internal;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import dev.bargein.protocol.ServerEvent;
import java.util.SplittableRandom;

/**
 * Writes events as a client gets them: with what the real service adds on the wire and no record names, and with the
 * names of an earlier year where that is wanted.
 *
 * <p>Thread law: confined.
 */
final class WireWriter {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int MIN_OBFUSCATION = 11;
    private static final int MAX_OBFUSCATION = 14;

    private final RealtimeCodec codec;
    private final boolean earlyNames;
    private final SplittableRandom random;

    WireWriter(RealtimeCodec codec, boolean earlyNames, SplittableRandom random) {
        this.codec = codec;
        this.earlyNames = earlyNames;
        this.random = random;
    }

    String write(ServerEvent event) {
        JsonObject json = codec.toJson(event);
        if (codec.dialect() == Dialect.GA && isTextDelta(event)) {
            json = json.with("obfuscation", obfuscation());
        } else if (earlyNames && event instanceof ServerEvent.OutputAudioBufferStarted) {
            json = json.with("type", "output_audio_buffer.audio_started");
        } else if (earlyNames && event instanceof ServerEvent.OutputAudioBufferStopped) {
            json = json.with("type", "output_audio_buffer.audio_stopped");
        }
        return Json.write(json);
    }

    /** Deltas of text have no telling length: the service pads them (protocol reference, section 5). */
    private static boolean isTextDelta(ServerEvent event) {
        return event instanceof ServerEvent.ResponseOutputTextDelta
                || event instanceof ServerEvent.ResponseOutputAudioTranscriptDelta
                || event instanceof ServerEvent.ResponseFunctionCallArgumentsDelta
                || event instanceof ServerEvent.ConversationItemInputAudioTranscriptionDelta;
    }

    private String obfuscation() {
        StringBuilder out = new StringBuilder();
        int length = random.nextInt(MIN_OBFUSCATION, MAX_OBFUSCATION + 1);
        for (int i = 0; i < length; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }
}
