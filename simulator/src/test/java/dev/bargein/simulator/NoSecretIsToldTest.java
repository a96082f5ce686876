package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Brain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marks every credential that a simulator takes or hands out, lets those it talks to repeat them, and looks for the marks in
 * what its owner reads: the log, notes, listings and recordings (threat model, rows 1, 2 and 26).
 */
@Timeout(60)
class NoSecretIsToldTest {
    private static final String MARK = "Zq7Marked";
    /** Of no known maker, so that only a registry finds them. */
    private static final String CHAT_KEY = MARK + "-chat-key-0123456789";

    private static final String API_KEY = MARK + "-api-key-0123456789";
    private static final String TOKEN = MARK + "-control-token-0123456789";
    private static final String MANUAL = "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"bogus\":\"";

    @TempDir
    private Path recordings;

    private final List<String> notes = new CopyOnWriteArrayList<>();

    /** Ways of an endpoint to repeat the key that it was given. */
    private static List<ChatServer.Script> repetitions() {
        return List.of(
                talk -> {
                    talk.begin(401, "application/json");
                    talk.raw("{\"error\":{\"message\":\"Incorrect API key provided: " + CHAT_KEY + "\"}}");
                },
                talk -> {
                    talk.begin();
                    talk.raw("data: Bearer " + CHAT_KEY + "\n\n");
                },
                talk -> {
                    talk.begin();
                    talk.send("{\"error\":{\"message\":\"" + CHAT_KEY + "\"}}");
                },
                talk -> {
                    talk.begin();
                    talk.say("You gave me " + CHAT_KEY.substring(0, 20));
                    talk.say(CHAT_KEY.substring(20) + " as your key. ");
                    talk.done("stop");
                },
                talk -> {
                    talk.begin();
                    talk.send("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":"
                            + "{\"name\":\"tell\",\"arguments\":\"{\\\"key\\\":\\\"" + CHAT_KEY
                            + "\\\"}\"}}]}}]}");
                    talk.done("tool_calls");
                });
    }

    private static SocketClient connect(Simulator sim, String key) {
        return SocketClient.connect(
                sim, Dialect.GA, "/v1/realtime?model=sim", List.of(), "Authorization", "Bearer " + key);
    }

    private static String mint(Simulator sim) {
        RawHttp.Reply reply = RawHttp.post(
                sim, "/v1/realtime/client_secrets", "application/json", "{}", "Authorization", "Bearer " + API_KEY);
        return String.valueOf(
                Json.parseObject(reply.body(), CodecLimits.SERVER_INBOUND).string("value"));
    }

    private static RawHttp.Reply put(Simulator sim, String token, String body) {
        return RawHttp.send(
                sim,
                "PUT",
                "/simulator/faults",
                "127.0.0.1:" + sim.port(),
                "application/json",
                body,
                "Authorization",
                "Bearer " + token);
    }

    @Test
    void noCredentialIsInTheLogInNotesInListingsOrInRecordings() throws IOException {
        List<String> shown = new ArrayList<>();
        String ephemeral;
        try (LogLines log = new LogLines();
                ChatServer model = new ChatServer();
                Simulator sim = Simulator.builder()
                        .brain(Brain.chatCompletions(model.url(), "small", CHAT_KEY))
                        .voice(new ToneVoice())
                        .apiKey(API_KEY)
                        .controlEndpoint(TOKEN)
                        .record(recordings)
                        .recordWords()
                        .trace(new SimulatorListener() {
                            @Override
                            public void onNote(String text) {
                                notes.add(text);
                            }
                        })
                        .start()) {
            ephemeral = mint(sim);
            assertThat(ephemeral).startsWith("ek_").hasSizeGreaterThan(10);
            for (String key : new String[] {API_KEY, ephemeral}) {
                try (SocketClient client = connect(sim, key)) {
                    client.await(ServerEvent.SessionCreated.class);
                    for (ChatServer.Script repetition : repetitions()) {
                        model.answer(repetition);
                        client.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "Hi")));
                        client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
                        client.await(ServerEvent.ResponseDone.class);
                    }
                    // A mistake of the client, which the listing tells of.
                    client.sendText(MANUAL + key + "\"}}");
                    client.await(ServerEvent.Error.class);
                }
            }
            assertThat(put(sim, TOKEN + "x", "{}").status()).isEqualTo(401);
            assertThat(put(sim, TOKEN, "{\"silentMedia\":true}").status()).isEqualTo(204);
            shown.add(RawHttp.get(sim, "/simulator/sessions").body());
            shown.add(RawHttp.get(sim, "/simulator/faults").body());
            shown.addAll(log.lines());
            shown.addAll(notes);
        }
        try (Stream<Path> files = Files.list(recordings)) {
            for (Path file : files.toList()) {
                shown.add(Files.readString(file));
            }
        }
        assertThat(shown).anyMatch(text -> text.contains("[secret] as your key"));
        assertThat(shown).noneMatch(text -> text.contains(MARK));
        assertThat(shown).noneMatch(text -> text.contains(ephemeral.substring(0, 12)));
    }
}
