package dev.bargein.browser;

import dev.bargein.core.Input;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.RealtimeCodec;
import java.util.Base64;

/**
 * Inputs as a page writes them: {@code {"do": "press"}}, {@code {"do": "server", "event": {...}}} and so on, one name
 * for each {@link Input} but {@link Input.Played}, which {@link PageConversation} hands in by itself.
 */
final class InputJson {
    private static final RealtimeCodec CODEC = new RealtimeCodec(Dialect.GA);

    private InputJson() {}

    /**
     * Reads an input.
     *
     * @throws IllegalArgumentException for a name that is none; for an event that the application wants to send and that
     *     no service would take, the codec's own exception
     */
    static Input read(JsonObject json) {
        String name = text(json, "do");
        return switch (name) {
            case "up" -> new Input.TransportUp();
            case "down" -> new Input.TransportDown(text(json, "reason"));
            case "server" ->
                new Input.FromServer(CODEC.decodeServer(json.object("event")).event());
            case "say" -> new Input.Say(text(json, "text"));
            case "respond" -> new Input.Respond();
            case "send" ->
                new Input.SendEvent(CODEC.decodeClient(json.object("event")).event());
            case "press" -> new Input.Press();
            case "release" -> new Input.Release();
            case "stop" -> new Input.Stop();
            case "microphone" ->
                new Input.MicrophoneFrame(AudioBytes.of(Base64.getDecoder().decode(text(json, "audio"))));
            case "wake" -> new Input.Wake();
            case "close" -> new Input.Close();
            default -> throw new IllegalArgumentException("no such input");
        };
    }

    private static String text(JsonObject json, String name) {
        String text = json.string(name);
        return text == null ? "" : text;
    }
}
