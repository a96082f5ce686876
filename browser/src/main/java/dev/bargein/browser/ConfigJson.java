package dev.bargein.browser;

import dev.bargein.core.ConversationConfig;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Strategy;
import dev.bargein.core.TransportTraits;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.SessionConfig;
import dev.bargein.protocol.SessionConfig.TurnDetection;

/**
 * What a conversation is made with, as a page writes it; all members may be left out:
 *
 * <pre>{@code
 * {"transport": "webrtc", "strategy": "bargein", "output_latency_ms": 0, "pre_roll_ms": 20,
 *  "session": {"model": "...", "voice": "...", "instructions": "...", "transcription_model": "...",
 *              "turn_detection": "manual"}}
 * }</pre>
 */
final class ConfigJson {
    private ConfigJson() {}

    static ConversationConfig read(JsonObject json) {
        ConversationConfig config = ConversationConfig.of(traits(text(json, "transport", "webrtc")))
                .withStrategy(strategy(text(json, "strategy", Strategy.BARGEIN.name())))
                .withSession(session(json.object("session")));
        config = config.withOutputLatency(MediaTime.ofMillis(
                json.number("output_latency_ms", config.outputLatency().millis())));
        return config.withPreRoll(
                MediaTime.ofMillis(json.number("pre_roll_ms", config.preRoll().millis())));
    }

    private static TransportTraits traits(String name) {
        return switch (name) {
            case "webrtc" -> TransportTraits.WEBRTC;
            case "websocket" -> TransportTraits.WEBSOCKET;
            default -> throw new IllegalArgumentException("transport is webrtc or websocket");
        };
    }

    private static Strategy strategy(String name) {
        for (Strategy strategy : Strategy.all()) {
            if (strategy.name().equals(name)) {
                return strategy;
            }
        }
        throw new IllegalArgumentException("no such strategy");
    }

    private static SessionConfig session(JsonObject json) {
        return new SessionConfig(
                json.string("model"),
                json.string("instructions"),
                json.string("voice"),
                turnDetection(text(json, "turn_detection", "manual")),
                json.string("transcription_model"),
                null,
                JsonObject.EMPTY);
    }

    private static TurnDetection turnDetection(String name) {
        return switch (name) {
            case "manual" -> TurnDetection.MANUAL;
            case "server_vad" -> TurnDetection.SERVER_VAD;
            case "semantic_vad" -> TurnDetection.SEMANTIC_VAD;
            default -> throw new IllegalArgumentException("turn_detection is manual, server_vad or semantic_vad");
        };
    }

    private static String text(JsonObject json, String name, String fallback) {
        String text = json.string(name);
        return text == null ? fallback : text;
    }
}
