package dev.bargein.browser;

import dev.bargein.core.Heard;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.JsonArray;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an application is told, as a page reads it: {@code {"name": "voice_started", ...}}, one for each {@link Notice}. */
final class NoticeJson {
    private NoticeJson() {}

    static JsonObject write(Notice notice) {
        if (notice instanceof Notice.Ready) {
            return name("ready");
        } else if (notice instanceof Notice.ResponseStarted n) {
            return name("response_started").with("response_id", n.responseId());
        } else if (notice instanceof Notice.VoiceStarted n) {
            return name("voice_started").with("response_id", n.responseId());
        } else if (notice instanceof Notice.AssistantText n) {
            JsonObject json = name("assistant_text")
                    .with("response_id", n.responseId())
                    .with("item_id", n.itemId())
                    .with("delta", n.delta());
            return n.phase().isEmpty() ? json : json.with("phase", n.phase());
        } else if (notice instanceof Notice.UserText n) {
            return name("user_text").with("item_id", n.itemId()).with("transcript", n.transcript());
        } else if (notice instanceof Notice.ResponseEnded n) {
            return name("response_ended").with("response_id", n.responseId()).with("status", n.status());
        } else if (notice instanceof Notice.VoiceEnded n) {
            return name("voice_ended").with("response_id", n.responseId());
        } else if (notice instanceof Notice.Interrupted n) {
            return name("interrupted").with("heard", heard(n.heard()));
        } else if (notice instanceof Notice.HeardRefined n) {
            return name("heard_refined").with("heard", heard(n.heard()));
        }
        return writeRest(notice);
    }

    private static JsonObject writeRest(Notice notice) {
        if (notice instanceof Notice.Listening) {
            return name("listening");
        } else if (notice instanceof Notice.TurnCommitted n) {
            return name("turn_committed").with("ms", n.length().millis());
        } else if (notice instanceof Notice.TurnDropped n) {
            return name("turn_dropped").with("reason", n.reason());
        } else if (notice instanceof Notice.LockedOut n) {
            return name("locked_out").with("locked", JsonValue.of(n.locked()));
        } else if (notice instanceof Notice.ServiceError n) {
            return error("service_error", n.error());
        } else if (notice instanceof Notice.TimedOut n) {
            return name("timed_out")
                    .with("reason", n.reason().name().toLowerCase(Locale.ROOT))
                    .with("detail", n.detail());
        } else if (notice instanceof Notice.Closed n) {
            return name("closed").with("reason", n.reason());
        }
        return writeHandsFree(notice);
    }

    private static JsonObject writeHandsFree(Notice notice) {
        if (notice instanceof Notice.Muted) {
            return name("muted");
        } else if (notice instanceof Notice.UserSpeaking n) {
            return name("user_speaking").with("speaking", JsonValue.of(n.speaking()));
        } else if (notice instanceof Notice.VoicePaused n) {
            return name("voice_paused").with("response_id", n.responseId());
        } else if (notice instanceof Notice.VoiceResumed n) {
            return name("voice_resumed").with("response_id", n.responseId());
        } else if (notice instanceof Notice.UserTextDelta n) {
            return name("user_text_delta").with("item_id", n.itemId()).with("delta", n.delta());
        } else if (notice instanceof Notice.UserTextFailed n) {
            return error("user_text_failed", n.error()).with("item_id", n.itemId());
        } else if (notice instanceof Notice.SessionRefused n) {
            return error("session_refused", n.error());
        } else if (notice instanceof Notice.SessionDiffers n) {
            List<JsonValue> members = new ArrayList<>();
            n.members().forEach(member -> members.add(JsonValue.of(member)));
            return name("session_differs").with("members", new JsonArray(members));
        }
        return writeTool(notice);
    }

    private static JsonObject writeTool(Notice notice) {
        if (notice instanceof Notice.ToolCalled n) {
            return name("tool_called")
                    .with("response_id", n.responseId())
                    .with("call_id", n.callId())
                    .with("function", n.name())
                    .with("arguments", n.arguments());
        } else if (notice instanceof Notice.ToolAnswered n) {
            return name("tool_answered").with("call_id", n.callId());
        } else if (notice instanceof Notice.ToolCallDropped n) {
            return name("tool_call_dropped").with("call_id", n.callId()).with("reason", n.reason());
        } else if (notice instanceof Notice.ResponseFailed n) {
            return name("response_failed")
                    .with("response_id", n.responseId())
                    .with("status", n.status())
                    .with("code", text(n.details().errorCode()))
                    .with("message", text(n.details().errorMessage()))
                    .with("advice", n.advice());
        }
        return writeConnection(notice);
    }

    private static JsonObject writeConnection(Notice notice) {
        if (notice instanceof Notice.SpeechLost n) {
            return name("speech_lost").with("ms", n.length().millis());
        } else if (notice instanceof Notice.NotSent n) {
            return name("not_sent").with("what", n.what()).with("reason", n.reason());
        } else if (notice instanceof Notice.Reconnecting n) {
            return name("reconnecting")
                    .with("attempt", n.attempt())
                    .with("after_ms", n.afterMs())
                    .with("reason", n.reason());
        }
        throw new IllegalArgumentException("no name for " + notice.getClass());
    }

    private static JsonObject name(String name) {
        return JsonObject.EMPTY.with("name", name);
    }

    private static JsonArray heard(List<Heard> items) {
        List<JsonValue> values = new ArrayList<>();
        for (Heard heard : items) {
            values.add(JsonObject.EMPTY
                    .with("item_id", heard.itemId())
                    .with("content_index", heard.contentIndex())
                    .with("ms", heard.heard().millis())
                    .with("text_estimate", heard.textEstimate())
                    .with("at_least_ms", heard.atLeast().millis())
                    .with("at_most_ms", heard.atMost().millis()));
        }
        return new JsonArray(values);
    }

    private static JsonObject error(String name, ErrorDetails error) {
        return name(name)
                .with("type", error.type())
                .with("code", text(error.code()))
                .with("message", error.message())
                .with("param", text(error.param()))
                .with("event_id", text(error.eventId()));
    }

    private static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : JsonValue.of(text);
    }
}
