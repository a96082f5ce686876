package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Brains that answer when they like, piece by piece, or never; and what they get to know. */
class BrainTest {
    private final Slow brain = new Slow();

    /** A brain that keeps its questions until the test answers them. */
    private static final class Slow implements Brain {
        private final List<Turn> turns = new ArrayList<>();
        private final List<Reply> replies = new ArrayList<>();

        @Override
        public void think(Turn turn, Reply reply) {
            turns.add(turn);
            replies.add(reply);
        }

        Turn turn() {
            return turns.get(turns.size() - 1);
        }

        Reply reply() {
            return replies.get(replies.size() - 1);
        }
    }

    private static Response done(VirtualService service) {
        return service.last(ServerEvent.ResponseDone.class).response();
    }

    private static void type(VirtualService service, String text) {
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", text)));
    }

    private static void say(VirtualService service) {
        service.sendJson("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":"
                + "{\"turn_detection\":null}}}}");
        short[] pcm = new short[24_000];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) i;
        }
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
        service.send(new ClientEvent.InputAudioBufferCommit(null));
    }

    @Test
    void nothingIsSaidUntilTheBrainHasSomethingToSay() {
        VirtualService service = VirtualService.webSocket(brain).forget().answering(10_000);
        assertThat(service.types()).containsExactly("response.created");
        brain.reply().answer(Answer.ofDurationMs(1_000));
        service.run(5_000);
        assertThat(service.types()).startsWith("response.output_item.added").contains("response.done");
        assertThat(service.item(0).generatedMs()).isEqualTo(1_000);
    }

    @Test
    void theFirstSentenceIsHeardWhileTheRestIsStillThoughtAbout() {
        VirtualService service = VirtualService.webRtc(brain).answering(1_000);
        brain.reply().say("Once upon a time.");
        service.run(3_000);
        assertThat(service.item(0).sentMs()).isEqualTo(17 * 60);
        assertThat(service.types())
                .contains("output_audio_buffer.started")
                .doesNotContain("output_audio_buffer.stopped");
        brain.reply().say("There was a lamp.");
        brain.reply().end();
        service.run(3_000);
        assertThat(service.item(0).text()).isEqualTo("Once upon a time. There was a lamp.");
        assertThat(service.item(0).sentMs()).isEqualTo(34 * 60);
        assertThat(service.types()).endsWith("response.done", "rate_limits.updated", "output_audio_buffer.stopped");
    }

    @Test
    void aPauseOfTheBrainIsNotCaughtUpWith() {
        VirtualService service = VirtualService.webSocket(brain);
        service.create();
        brain.reply().say("One.");
        service.run(20_000);
        brain.reply().say("A much longer sentence that takes some seconds to say, even at that speed.");
        brain.reply().end();
        service.run(250);
        assertThat(service.item(0).generatedMs()).isBetween(4 * 60L + 750, 4 * 60L + 1_250);
    }

    @Test
    void callsMayFollowSpeech() {
        VirtualService service = VirtualService.webSocket(brain);
        service.create();
        brain.reply().say("Let me look.");
        service.run(5_000);
        brain.reply().call("sky", "{}");
        service.run(5_000);
        brain.reply().end();
        service.run(5_000);
        assertThat(done(service).output())
                .extracting(Item::type, Item::status)
                .containsExactly(tuple("message", "completed"), tuple("function_call", "completed"));
    }

    @Test
    void writtenAnswersGrowToo() {
        VirtualService service = VirtualService.webSocket(brain);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"]}}");
        brain.reply().say("One.");
        service.run(2_000);
        brain.reply().say("Two.");
        brain.reply().end(Answer.Ending.incomplete("max_output_tokens"));
        service.run(2_000);
        assertThat(service.item(0).text()).isEqualTo("One. Two.");
        assertThat(done(service).status()).isEqualTo("incomplete");
    }

    @Test
    void aBrainThatStaysSilentFailsTheResponse() {
        VirtualService service = VirtualService.webSocket(brain).answering(119_900);
        assertThat(service.takeOf(ServerEvent.ResponseDone.class)).isEmpty();
        service.run(200);
        assertThat(done(service).status()).isEqualTo("failed");
        service.create();
        brain.reply().say("One.");
        service.run(121_000);
        Response half = done(service);
        assertThat(half.status()).isEqualTo("failed");
        assertThat(half.output()).extracting(Item::status).containsExactly("incomplete");
    }

    @Test
    void aBrainThatBreaksFailsTheResponse() {
        VirtualService service = VirtualService.webSocket((turn, reply) -> {
            throw new IllegalStateException("no idea");
        });
        service.answering(100);
        Response response = done(service);
        assertThat(response.status()).isEqualTo("failed");
        assertThat(response.statusDetails())
                .isEqualTo(new Response.StatusDetails("failed", null, "server_error", null, null));
    }

    @Test
    void anInterruptionIsToldToTheBrain() {
        VirtualService service = VirtualService.webSocket(brain);
        List<String> told = new ArrayList<>();
        service.create();
        brain.reply().onAbandoned(() -> told.add("first"));
        service.cancel();
        brain.reply().onAbandoned(() -> told.add("late"));
        assertThat(told).containsExactly("first", "late");
        assertThat(done(service).output()).isEmpty();
        brain.reply().say("Too late.");
        service.run(1_000);
        assertThat(service.take()).isEmpty();
    }

    @Test
    void anAnswerThatGrowsForEverEnds() {
        VirtualService service = VirtualService.webSocket(brain);
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"output_modalities\":[\"text\"]}}");
        for (int i = 0; i < 2_000; i++) {
            brain.reply().say("a".repeat(100));
        }
        service.run(60_000);
        assertThat(done(service).statusDetails())
                .isEqualTo(new Response.StatusDetails("incomplete", "max_output_tokens", null, null, null));
        assertThat(service.item(0).text()).hasSize(101 * 1_000 - 1);
    }

    @Test
    void theTurnHoldsTheConversationAndWhatTheClientWants() {
        VirtualService service = VirtualService.webSocket(brain);
        service.sendJson(
                "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"Be kind.\","
                        + "\"tools\":[{\"type\":\"function\",\"name\":\"sky\",\"description\":\"Looks up\","
                        + "\"parameters\":{\"type\":\"object\"}}]}}");
        type(service, "Hello");
        service.create();
        brain.reply().answer(Answer.of(Answer.Part.ofText("Hi."), Answer.Part.ofCall("sky", "{}")));
        service.run(5_000);
        String callId = service.stored(2).callId();
        service.send(new ClientEvent.ConversationItemCreate(null, null, Item.functionCallOutput("", callId, "blue")));
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"instructions\":\"Be brief.\","
                + "\"tool_choice\":{\"type\":\"function\",\"name\":\"sky\"}}}");
        Turn turn = brain.turn();
        assertThat(turn.number()).isEqualTo(1);
        assertThat(turn.instructions()).isEqualTo("Be brief.");
        assertThat(turn.toolChoice()).isEqualTo("sky");
        assertThat(turn.tools()).extracting(Turn.Tool::name).containsExactly("sky");
        assertThat(turn.toolOutputs()).containsExactly(new Turn.Output(callId, "sky", "blue"));
        assertThat(turn.userText()).isEmpty();
        assertThat(turn.history().get(2)).isEqualTo(new Turn.Call(callId, "sky", "{}"));
        assertThat(brain.turns.get(0).instructions()).isEqualTo("Be kind.");
        assertThat(brain.turns.get(0).userText()).isEqualTo("Hello");
    }

    @Test
    void inputOfTheResponseReplacesTheConversation() {
        VirtualService service = VirtualService.webSocket(brain);
        type(service, "Hello");
        String known = service.stored(0).id;
        type(service, "Good bye");
        service.take();
        service.sendJson(
                "{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\",\"input\":["
                        + "{\"type\":\"item_reference\",\"id\":\"" + known + "\"},"
                        + "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Again\"}]}]}}");
        assertThat(brain.turn().userText()).isEqualTo("Hello\nAgain");
        service.sendJson("{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\",\"input\":[]}}");
        assertThat(brain.turn().history()).isEmpty();
        service.take();
        for (String bad :
                List.of("5", "[5]", "[{\"type\":\"item_reference\",\"id\":\"x\"}]", "[{\"type\":\"message\"}]")) {
            service.sendJson("{\"type\":\"response.create\",\"response\":{\"input\":" + bad + "}}");
            assertThat(service.types()).as(bad).containsExactly("error");
        }
    }

    @Test
    void aSpokenTurnWaitsUntilItIsWrittenDown() {
        VirtualService service = VirtualService.webSocket(brain);
        say(service);
        StoredItem spoken = service.stored(0);
        spoken.beginTranscription();
        service.answering(1_000);
        assertThat(brain.turns).isEmpty();
        spoken.transcribe("How are you?", true);
        service.run(1);
        assertThat(brain.turn().userText()).isEqualTo("How are you?");
    }

    @Test
    void aSpokenTurnThatIsNeverWrittenDownIsAnsweredNevertheless() {
        VirtualService service = VirtualService.webSocket(brain);
        say(service);
        service.stored(0).beginTranscription();
        service.answering(2_990);
        assertThat(brain.turns).isEmpty();
        service.run(20);
        assertThat(brain.turn().userText()).isEmpty();
        assertThat(brain.turn().userMessages()).hasSize(1);
    }

    @Test
    void anEchoPlaysTheUsersOwnSound() {
        VirtualService service = VirtualService.webSocket(Brain.echo());
        say(service);
        service.answering(5_000);
        assertThat(service.item(1).pcm()).isEqualTo(service.item(0).pcm());
        assertThat(service.item(1).generatedMs()).isEqualTo(1_000);
        type(service, "Hello there");
        service.answering(5_000);
        assertThat(service.item(3).text()).isEqualTo("Hello there");
    }
}
