package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Turn;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model behind a chat-completions endpoint, on a real socket. */
@Timeout(30)
class ChatBrainTest {
    private static final SimulatorItem.Sound SILENCE = SimulatorItem.Sound.ofChunks(List.of());
    private static final String END = "end completed";
    private static final String BROKEN = "end failed server_error";

    private final ChatServer server = new ChatServer();
    private final Notes notes = new Notes();
    private final Brain brain = Brain.chatCompletions(server.url(), "small", "");

    @AfterEach
    void close() {
        brain.close();
        server.close();
    }

    /** A reply that writes down what it gets. */
    private static final class Notes implements Reply {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<Runnable> whenAbandoned = new CopyOnWriteArrayList<>();

        @Override
        public void answer(Answer answer) {
            lines.add("answer");
        }

        @Override
        public void say(String text) {
            lines.add(text);
        }

        @Override
        public void call(String name, String arguments) {
            Answer.checkFunction(name);
            lines.add("call " + name + " " + arguments);
        }

        @Override
        public void end(Answer.Ending how) {
            lines.add(("end " + how.status() + " " + how.reason() + how.errorType()
                            + (how.errorCode().isEmpty() ? "" : " " + how.errorCode()))
                    .trim());
        }

        @Override
        public void onAbandoned(Runnable task) {
            whenAbandoned.add(task);
        }

        void abandon() {
            whenAbandoned.forEach(Runnable::run);
        }

        String next() throws InterruptedException {
            String line = lines.poll(10, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("the brain says nothing");
            }
            return line;
        }
    }

    private static Turn turn(Turn.Entry... history) {
        return new Turn(0, List.of(history), "Be brief.", List.of(), "auto");
    }

    private void ask(Turn turn) {
        brain.think(turn, notes);
    }

    private void ask() {
        ask(turn(new Turn.Message("user", "Hi", SILENCE)));
    }

    @Test
    void sentencesAreSpokenBeforeTheAnswerIsWhole() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        server.answer(talk -> {
            talk.begin();
            talk.say("Once upon ");
            talk.say("a time. There");
            try {
                assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            talk.say(" was a lamp");
            talk.done("stop");
        });
        ask();
        assertThat(notes.next()).isEqualTo("Once upon a time.");
        heard.countDown();
        assertThat(notes.next()).isEqualTo("There was a lamp");
        assertThat(notes.next()).isEqualTo(END);
    }

    @Test
    void theConversationIsTold() throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            talk.say("Ok.");
            talk.done("stop");
        });
        JsonObject parameters = new JsonObject(java.util.Map.of());
        Turn turn = new Turn(
                3,
                List.of(
                        new Turn.Message("user", "Weather?", SILENCE),
                        new Turn.Call("c1", "sky", "{}"),
                        new Turn.Call("c2", "never_returned", "{}"),
                        new Turn.Output("c1", "sky", "clear"),
                        new Turn.Output("c9", "", "nobody asked"),
                        new Turn.Message("assistant", "It is clear.", SILENCE),
                        new Turn.Message("assistant", "", SILENCE),
                        new Turn.Message("user", "", SILENCE)),
                "Be brief.",
                List.of(new Turn.Tool("sky", "Looks up", parameters)),
                "sky");
        ChatServer.Asked asked;
        try (Brain keyed = Brain.chatCompletions(server.url(), "small", "secret")) {
            keyed.think(turn, notes);
            asked = server.asked();
            assertThat(notes.next()).isEqualTo("Ok.");
        }
        assertThat(asked.path()).isEqualTo("/v1/chat/completions");
        assertThat(asked.headers().getFirst("Authorization")).isEqualTo("Bearer secret");
        assertThat(Json.write(asked.body()))
                .isEqualTo("{\"model\":\"small\",\"stream\":true,\"messages\":["
                        + "{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":"
                        + "\"function\",\"function\":{\"name\":\"sky\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"clear\"},"
                        + "{\"role\":\"assistant\",\"content\":\"It is clear.\"},"
                        + "{\"role\":\"user\",\"content\":\"(inaudible)\"}],"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"sky\",\"description\":"
                        + "\"Looks up\"}}],"
                        + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"sky\"}}}");
    }

    @Test
    void withoutAKeyNoneIsSent() throws InterruptedException {
        server.answer(talk -> talk.begin());
        ask();
        assertThat(server.asked().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void callsArePutTogetherFromTheirPieces() throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            talk.raw(": a comment\n\n");
            talk.send("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,"
                    + "\"id\":\"x\",\"function\":{\"name\":\"sky\",\"arguments\":\"\"}}]}}]}");
            talk.send(
                    "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}},"
                            + "{\"index\":1,\"function\":{\"name\":\"sea\",\"arguments\":\"{}\"}}]}}]}");
            talk.send(
                    "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}}]}");
            talk.done("tool_calls");
        });
        ask();
        assertThat(notes.next()).isEqualTo("call sky {\"a\":1}");
        assertThat(notes.next()).isEqualTo("call sea {}");
        assertThat(notes.next()).isEqualTo(END);
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstood() throws InterruptedException {
        server.answer(talk -> {
            talk.begin(200, "application/json; charset=utf-8");
            talk.raw(
                    "{\"choices\":[{\"message\":{\"content\":\"All at once. Every word.\"},\n\"finish_reason\":\"length\"}]}");
        });
        ask();
        assertThat(notes.next()).isEqualTo("All at once.");
        assertThat(notes.next()).isEqualTo("Every word.");
        assertThat(notes.next()).isEqualTo("end incomplete max_output_tokens");
    }

    @Test
    void aStreamMayEndWithUsageAndWithoutDone() throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            talk.say("Fine.");
            talk.send("{\"choices\":[],\"usage\":{\"total_tokens\":7}}");
        });
        ask();
        assertThat(notes.next()).isEqualTo("Fine.");
        assertThat(notes.next()).isEqualTo(END);
    }

    @ParameterizedTest
    @CsvSource({"401,invalid_api_key", "403,invalid_api_key", "429,rate_limit_exceeded", "500,", "302,", "204,"})
    void aRefusalFailsTheResponse(int status, String code) throws InterruptedException {
        server.answer(talk -> talk.begin(status, "text/html"));
        ask();
        assertThat(notes.next()).isEqualTo(code == null ? BROKEN : BROKEN + " " + code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: nonsense\n\n",
                "data: [1]\n\n",
                "data: {\"error\":{\"message\":\"overloaded\"}}\n\n",
                "data: {\"choices\":5}\n\n",
                "<html>\n",
                "",
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"rm -rf\"}}]}}]}\n\ndata: [DONE]\n\n"
            })
    void whatIsNoAnswerFailsTheResponse(String body) throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            talk.raw(body);
        });
        ask();
        assertThat(notes.next()).isEqualTo(BROKEN);
    }

    @Test
    void anAnswerWithoutEndIsNotTakenForEver() throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            String long_ = "data: " + "x".repeat(100_000);
            for (int i = 0; i < 200; i++) {
                talk.raw(long_);
            }
        });
        ask();
        assertThat(notes.next()).isEqualTo(BROKEN);
    }

    @Test
    void anAddressWhereNobodyIsFailsTheResponse() throws IOException, InterruptedException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (Brain lost = Brain.chatCompletions(URI.create("http://127.0.0.1:" + port), "small", "")) {
            lost.think(turn(), notes);
            assertThat(notes.next()).isEqualTo(BROKEN);
        }
    }

    @Test
    void anAbandonedRequestIsClosed() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        server.answer(talk -> {
            talk.begin();
            talk.say("Once upon a time. ");
            try {
                while (true) {
                    talk.say("word ");
                }
            } catch (IOException gone) {
                closed.countDown();
            }
        });
        ask();
        assertThat(notes.next()).isEqualTo("Once upon a time.");
        notes.abandon();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        // Some words may have been said before; an end would be one of an answer that was too long.
        assertThat(notes.lines).noneMatch(line -> line.startsWith("end"));
    }

    @Test
    void aBrainThatWasClosedCanBeUsedAgain() throws InterruptedException {
        server.answer(talk -> {
            talk.begin();
            talk.say("Here.");
            talk.done("stop");
        });
        ask();
        assertThat(notes.next()).isEqualTo("Here.");
        assertThat(notes.next()).isEqualTo(END);
        brain.close();
        ask();
        assertThat(notes.next()).isEqualTo("Here.");
    }

    @Test
    void aConnectionThatBreaksAfterTheLastEventBreaksNoAnswer() throws InterruptedException {
        CountDownLatch unfinished = new CountDownLatch(1);
        server.answer(talk -> {
            talk.begin();
            talk.say("Here.");
            talk.done("stop");
            try {
                unfinished.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        ask();
        assertThat(notes.next()).isEqualTo("Here.");
        assertThat(notes.next()).isEqualTo(END);
        brain.close();
        unfinished.countDown();
        assertThat(notes.lines).isEmpty();
    }

    @Test
    void addressesAndKeysThatCannotBeAreRefusedAtOnce() {
        for (String bad : List.of("ftp://x/v1", "chat", "https:///v1", "https://x/v1?a=b", "https://a:b@x/v1")) {
            assertThatThrownBy(() -> Brain.chatCompletions(URI.create(bad), "m", ""))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Brain.chatCompletions(URI.create("http://example.com/v1"), "m", "key"))
                .hasMessageContaining("use https");
        assertThatThrownBy(() -> Brain.chatCompletions(URI.create("https://example.com/v1"), "m", "a\nb"))
                .hasMessageContaining("characters that no key has");
    }
}
