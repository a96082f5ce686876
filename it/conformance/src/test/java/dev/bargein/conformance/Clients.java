package dev.bargein.conformance;

import java.util.List;

/** The clients that are tried. */
final class Clients {
    static final List<Client> ALL = List.of(
            Client.node("@openai/agents-realtime 0.20.0", "WebSocket", "GA", "agents", "websocket.mjs"),
            Client.node("@openai/agents-realtime 0.20.0", "WebRTC", "GA", "agents", "webrtc.mjs"),
            Client.node("openai (Node) 7.57.0", "WebSocket, TLS", "GA", "openai", "websocket.mjs"),
            Client.node("@livekit/agents-plugin-openai 1.9.0", "WebSocket", "GA", "livekit", "websocket.mjs"),
            Client.node("@livekit/agents-plugin-openai 2.0.0", "WebSocket", "beta", "livekit-beta", "websocket.mjs"),
            new Client(
                    "simple-openai (Java) 3.22.2",
                    "WebSocket",
                    "beta",
                    service -> new SimpleOpenAiClient().against(service)),
            new Client("openai-java 4.101.0", "WebSocket", "GA", service -> new OpenAiJavaClient().against(service)),
            new Client(
                    "aiortc (Python) 1.4.0",
                    "WebRTC",
                    "GA",
                    new PythonClient("python", "webrtc.py", "aiortc", "python3-aiortc")));

    private Clients() {}
}
