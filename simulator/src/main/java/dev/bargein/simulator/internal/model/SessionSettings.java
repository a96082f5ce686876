package dev.bargein.simulator.internal.model;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.ErrorCodes;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.JsonValue.JsonString;
import dev.bargein.simulator.internal.audio.AudioFormat;
import dev.bargein.simulator.internal.rules.EventRefusal;
import dev.bargein.simulator.internal.rules.Rule;
import dev.bargein.simulator.internal.rules.SessionRules;
import dev.bargein.simulator.internal.values.JsonTrees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a session (docs/protocol.md, section 3): deep merge, and a bad update is rejected whole. It is
 * kept in the GA shape, whatever the dialect.
 *
 * <p>Immutable.
 */
public final class SessionSettings {
    private static final String TRANSCRIPTION = "transcription";
    private static final String REALTIME_WHISPER = "gpt-realtime-whisper";
    private static final List<String> MERGED_WHOLE =
            List.of("tools", "tool_choice", "truncation", "tracing", "prompt", "include", "output_modalities");

    private final JsonObject session;
    private final Dialect dialect;
    private final List<String> voices;

    private SessionSettings(JsonObject session, Dialect dialect, List<String> voices) {
        this.session = session;
        this.dialect = dialect;
        this.voices = voices;
    }

    /**
     * What a new session starts with on the real wire.
     *
     * @param dialect in whose shape it is shown and updated
     * @param voiceName a voice of the simulator's own, allowed next to the real ones
     */
    public static SessionSettings initial(
            Dialect dialect, String sessionId, String model, long expiresAtSeconds, String voiceName) {
        List<String> voices = new ArrayList<>(SessionRules.VOICES);
        if (!voices.contains(voiceName)) {
            voices.add(voiceName);
        }
        return new SessionSettings(
                DefaultSettings.realtime(sessionId, model, expiresAtSeconds), dialect, List.copyOf(voices));
    }

    /** The settings of a new session that is opened with a configuration. */
    public SessionSettings configured(JsonObject configuration) {
        boolean transcribes = TRANSCRIPTION.equals(configuration.string("type"));
        return (transcribes ? new SessionSettings(DefaultSettings.transcription(session), dialect, voices) : this)
                .update(JsonTrees.without(configuration, "model"), false);
    }

    /** The whole session as {@code session.created} and {@code session.updated} carry it. */
    public JsonObject shown() {
        return dialect == Dialect.BETA ? BetaShape.session(session, transcribes()) : visible();
    }

    /** The whole session in the GA shape. */
    public JsonObject json() {
        return session;
    }

    /** Whether the session only writes down what is said, and answers nothing. */
    public boolean transcribes() {
        return TRANSCRIPTION.equals(session.string("type"));
    }

    /** Whether answers are text without sound. */
    boolean textOnly() {
        return isTextOnly(session, "output_modalities");
    }

    public static boolean isTextOnly(JsonObject object, String name) {
        return object.get(name) instanceof JsonArray list
                && !list.values().contains(JsonValue.of("audio"))
                && list.values().contains(JsonValue.of("text"));
    }

    /** How the wire carries what the user says; on WebSocket. */
    public AudioFormat inputFormat() {
        return AudioFormat.of(JsonTrees.at(session, "audio", "input", "format"));
    }

    /** How the wire carries what the assistant says, where a response says nothing else; on WebSocket. */
    public AudioFormat outputFormat() {
        return AudioFormat.of(JsonTrees.at(session, "audio", "output", "format"));
    }

    /** These settings, with PCM for the assistant's sound. */
    public SessionSettings withPcmOutput() {
        JsonObject audio = session.object("audio");
        JsonObject output = audio.object("output").with("format", AudioFormat.PCM.json());
        return new SessionSettings(session.with("audio", audio.with("output", output)), dialect, voices);
    }

    /** How the wire carries the sound of a response with these options. */
    public static AudioFormat responseFormat(JsonObject options, Dialect dialect, AudioFormat sessionFormat) {
        String beta = options.string("output_audio_format");
        AudioFormat named = dialect == Dialect.BETA && beta != null ? AudioFormat.ofBetaName(beta) : null;
        if (named != null) {
            return named;
        }
        JsonValue format = JsonTrees.at(options, "audio", "output", "format");
        return format instanceof JsonObject ? AudioFormat.of(format) : sessionFormat;
    }

    /** How the user's words are written down; null when they are not. */
    @Nullable
    public JsonObject transcription() {
        return JsonTrees.at(session, "audio", "input", "transcription") instanceof JsonObject wanted ? wanted : null;
    }

    /**
     * The settings after a {@code session.update}.
     *
     * @param patch the member {@code session} of the event
     * @param spoke whether assistant audio exists, which fixes the voice
     * @throws EventRefusal when any part of it is wrong
     */
    public SessionSettings update(JsonObject patch, boolean spoke) {
        if (dialect == Dialect.GA || BetaShape.isGa(patch)) {
            return updatedInGa(dialect == Dialect.GA ? patch : BetaShape.patch(patch), spoke);
        }
        if (transcribes()) {
            throw notOfThisSession("session update", TRANSCRIPTION, "type");
        }
        SessionRules.BETA_REALTIME.check("session", patch);
        return merged(BetaShape.patch(patch), spoke, "session.voice");
    }

    /** The settings after a {@code transcription_session.update}, an event of the beta dialect. */
    public SessionSettings updateTranscription(JsonObject patch) {
        if (!transcribes()) {
            throw notOfThisSession("transcription session update", "realtime", "type");
        }
        SessionRules.BETA_TRANSCRIBING.check("session", patch);
        return merged(JsonTrees.without(BetaShape.patch(patch), "type"), false, "session.voice");
    }

    /** Throws an {@link EventRefusal} when a response of this session may not have these options. */
    public void checkResponse(@Nullable JsonValue options, boolean spoke) {
        if (transcribes()) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE, "A transcription session does not create responses.", "type");
        }
        if (options == null) {
            return;
        }
        SessionRules.response(dialect).check("response", options);
        boolean beta = dialect == Dialect.BETA;
        JsonValue voice = beta ? JsonTrees.at(options, "voice") : JsonTrees.at(options, "audio", "output", "voice");
        checkVoice(voice, spoke, beta ? "response.voice" : "response.audio.output.voice");
    }

    private SessionSettings updatedInGa(JsonObject patch, boolean spoke) {
        Rule talking = dialect == Dialect.BETA ? SessionRules.REALTIME_OF_BETA : SessionRules.REALTIME;
        (transcribes() ? SessionRules.TRANSCRIBING : talking).check("session", patch);
        if (TRANSCRIPTION.equals(patch.string("type")) != transcribes()) {
            throw notOfThisSession(
                    patch.string("type") + " session update",
                    transcribes() ? TRANSCRIPTION : "realtime",
                    "session.type");
        }
        return merged(patch, spoke, "session.audio.output.voice");
    }

    private SessionSettings merged(JsonObject patch, boolean spoke, String voicePath) {
        checkVoice(JsonTrees.at(patch, "audio", "output", "voice"), spoke, voicePath);
        JsonValue tracing = patch.get("tracing");
        JsonValue traced = session.get("tracing");
        if (tracing != null && traced != null && !traced.equals(JsonValue.NULL) && !tracing.equals(traced)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "Cannot update the tracing configuration of a session once tracing is enabled.",
                    "session.tracing");
        }
        JsonValue model = patch.get("model");
        if (model != null && !transcribes() && !model.equals(session.get("model"))) {
            throw new EventRefusal(ErrorCodes.INVALID_VALUE, "Unsupported option for this model.", "session.model");
        }
        JsonObject wanted = JsonTrees.without(patch, "model");
        JsonObject base = replaceFormats(replaceTurnDetection(wanted), wanted);
        for (String whole : MERGED_WHOLE) {
            JsonValue value = wanted.get(whole);
            base = value == null ? base : base.with(whole, value);
        }
        JsonObject merged = JsonTrees.merge(base, wanted);
        checkWhisper(merged);
        return new SessionSettings(merged, dialect, voices);
    }

    private void checkVoice(@Nullable JsonValue voice, boolean spoke, String path) {
        if (voice == null) {
            return;
        }
        if (voice instanceof JsonString name && !voices.contains(name.value())) {
            throw EventRefusal.invalidValue(name.value(), voices, path);
        }
        if (spoke && !voice.equals(JsonTrees.at(session, "audio", "output", "voice"))) {
            throw new EventRefusal(
                    ErrorCodes.CANNOT_UPDATE_VOICE,
                    "Cannot update a conversation's voice if assistant audio is present.",
                    path);
        }
    }

    private void checkWhisper(JsonObject merged) {
        boolean detectsTurns = JsonTrees.at(merged, "audio", "input", "turn_detection") instanceof JsonObject;
        JsonValue model = JsonTrees.at(merged, "audio", "input", "transcription", "model");
        if (transcribes() && detectsTurns && JsonValue.of(REALTIME_WHISPER).equals(model)) {
            throw new EventRefusal(
                    ErrorCodes.INVALID_VALUE,
                    "Turn detection is not supported with '" + REALTIME_WHISPER + "'. Set turn_detection to null.",
                    dialect == Dialect.BETA ? "session.turn_detection" : "session.audio.input.turn_detection");
        }
    }

    /** Another kind of turn detection brings its own defaults, and nothing of the old kind stays. */
    private JsonObject replaceTurnDetection(JsonObject patch) {
        if (!(JsonTrees.at(patch, "audio", "input", "turn_detection") instanceof JsonObject wanted)) {
            return session;
        }
        String type = wanted.string("type");
        JsonValue now = JsonTrees.at(session, "audio", "input", "turn_detection");
        if (type == null || now instanceof JsonObject o && type.equals(o.string("type"))) {
            return session;
        }
        JsonObject defaults =
                DefaultSettings.turnDetection(type, !transcribes(), String.valueOf(session.string("model")));
        JsonObject input = session.object("audio").object("input").with("turn_detection", defaults);
        return session.with("audio", session.object("audio").with("input", input));
    }

    /** A format replaces a format: telephone audio has no rate that it could inherit. */
    private static JsonObject replaceFormats(JsonObject base, JsonObject patch) {
        JsonObject audio = base.object("audio");
        for (String side : List.of("input", "output")) {
            JsonValue wanted = JsonTrees.at(patch, "audio", side, "format");
            if (wanted instanceof JsonObject) {
                audio = audio.with(
                        side,
                        audio.object(side).with("format", AudioFormat.of(wanted).json()));
            }
        }
        return base.with("audio", audio);
    }

    /** What only the beta dialect has is kept, and not shown, in GA. */
    private JsonObject visible() {
        return JsonTrees.without(session, DefaultSettings.TEMPERATURE);
    }

    private static EventRefusal notOfThisSession(String event, String kind, String param) {
        return new EventRefusal(
                ErrorCodes.INVALID_VALUE,
                "Passing a " + event + " event to a " + kind + " session is not allowed.",
                param);
    }
}
