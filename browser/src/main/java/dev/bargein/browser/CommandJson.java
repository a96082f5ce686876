package dev.bargein.browser;

import dev.bargein.core.Command;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.JsonValue;
import dev.bargein.protocol.RealtimeCodec;
import java.util.Base64;

/**
 * Commands as a page reads them: {@code {"do": "send", "cause": 7, "event": {...}}}, one name for each {@link Command}.
 *
 * <p>Those for the player have been carried out; they are there to be shown, and so carry no audio.
 */
final class CommandJson {
    private static final RealtimeCodec CODEC = new RealtimeCodec(Dialect.GA);

    private CommandJson() {}

    static JsonObject write(Command command) {
        if (command instanceof Command.Send c) {
            return base("send", command).with("event", CODEC.toJson(c.event()));
        } else if (command instanceof Command.SendAudio c) {
            return base("send_audio", command).with("audio", base64(c.pcm()));
        } else if (command instanceof Command.Microphone c) {
            return base("microphone", command).with("live", JsonValue.of(c.live()));
        } else if (command instanceof Command.Notify c) {
            return base("notify", command).with("notice", NoticeJson.write(c.notice()));
        } else if (command instanceof Command.Disconnect c) {
            return base("disconnect", command).with("reason", c.reason());
        } else if (command instanceof Command.Connect c) {
            return base("connect", command).with("attempt", c.attempt());
        } else if (command instanceof Command.PlayoutCommand c) {
            return playout(c);
        }
        throw new IllegalArgumentException("no name for " + command.getClass());
    }

    private static JsonObject playout(Command.PlayoutCommand command) {
        if (command instanceof Command.Play c) {
            return track(base("play", command), c.track()).with("bytes", c.pcm().size());
        } else if (command instanceof Command.Discard c) {
            return track(base("discard", command), c.track()).with("samples", c.samples());
        } else if (command instanceof Command.Flush) {
            return base("flush", command);
        } else if (command instanceof Command.ShutGate) {
            return base("shut_gate", command);
        } else if (command instanceof Command.ExpectLive c) {
            return base("expect_live", command).with("response_id", c.responseId());
        } else if (command instanceof Command.OpenGate c) {
            return base("open_gate", command)
                    .with("response_id", c.responseId())
                    .with("old_gone", JsonValue.of(c.oldGone()));
        } else if (command instanceof Command.EndLive c) {
            return base("end_live", command)
                    .with("response_id", c.responseId())
                    .with("announced", JsonValue.of(c.announced()));
        } else if (command instanceof Command.Pause) {
            return base("pause", command);
        } else if (command instanceof Command.Resume) {
            return base("resume", command);
        } else if (command instanceof Command.Mute c) {
            return base("mute", command).with("muted", JsonValue.of(c.muted()));
        }
        throw new IllegalArgumentException("no name for " + command.getClass());
    }

    private static JsonObject base(String name, Command command) {
        return JsonObject.EMPTY.with("do", name).with("cause", command.cause());
    }

    private static JsonObject track(JsonObject json, TrackId track) {
        return json.with("response_id", track.responseId())
                .with("item_id", track.itemId())
                .with("content_index", track.contentIndex());
    }

    private static String base64(AudioBytes audio) {
        return Base64.getEncoder().encodeToString(audio.toByteArray());
    }
}
