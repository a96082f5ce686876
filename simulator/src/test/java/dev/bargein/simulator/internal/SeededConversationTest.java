package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.SimulatorResponse;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.model.StoredItem;
import dev.bargein.simulator.internal.response.Generation;
import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Brain;
import dev.bargein.simulator.script.Reply;
import dev.bargein.simulator.script.Script;
import dev.bargein.simulator.script.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of conversations with clients that do anything at any time; the seed of a failure is in its message. */
class SeededConversationTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 60;

    private static Script script(SplittableRandom random) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Answer.Part> parts = new ArrayList<>();
            for (int part = random.nextInt(3); part >= 0; part--) {
                parts.add(part(random));
            }
            answers.add(Answer.of(parts)
                    .withSpeed(0.5 + random.nextInt(20))
                    .withChunkMs(10 + random.nextInt(400))
                    .withFirstAudioDelayMs(random.nextInt(400))
                    .withLateMs(random.nextInt(4) == 0 ? random.nextInt(700) : 0)
                    .withEnding(ending(random)));
        }
        return Script.of(answers);
    }

    private static Answer.Part part(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Answer.Part.ofCall("f", "x".repeat(random.nextInt(40)));
            case 2 -> new Answer.Pause(random.nextInt(3_000));
            default -> Answer.Part.ofDurationMs(1 + random.nextInt(4_000));
        };
    }

    private static Answer.Ending ending(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> Answer.Ending.failed("server_error", "");
            case 1 -> Answer.Ending.incomplete("content_filter");
            default -> Answer.Ending.COMPLETED;
        };
    }

    /** A brain that answers when and as far as it likes. */
    private static final class Moody implements Brain {
        private final List<Reply> replies = new ArrayList<>();

        @Override
        public void think(Turn turn, Reply reply) {
            replies.add(reply);
        }

        void mumble(SplittableRandom random) {
            if (replies.isEmpty()) {
                return;
            }
            Reply reply = replies.get(random.nextInt(replies.size()));
            switch (random.nextInt(5)) {
                case 0 -> reply.call("f", "{}");
                case 1 -> reply.end(ending(random));
                case 2 -> reply.answer(Answer.ofDurationMs(1 + random.nextInt(2_000)));
                default -> reply.say("a few words ".repeat(1 + random.nextInt(5)));
            }
        }

        void end() {
            replies.forEach(Reply::end);
        }
    }

    private static String someItem(VirtualService service, SplittableRandom random) {
        List<StoredItem> all = service.session.conversation().history();
        return all.isEmpty() || random.nextInt(10) == 0 ? "item_nobody" : all.get(random.nextInt(all.size())).id;
    }

    private static void act(VirtualService service, SplittableRandom random) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> service.run(random.nextInt(700));
            case 3, 4 -> service.create();
            case 5 -> service.cancel();
            case 6 -> service.clear();
            case 7, 8 -> service.truncate(someItem(service, random), random.nextInt(5_000) - 50);
            case 9 -> service.send(new ClientEvent.ConversationItemDelete(null, someItem(service, random)));
            case 10 -> service.send(new ClientEvent.ConversationItemRetrieve(null, someItem(service, random)));
            case 11 -> {
                String after = random.nextBoolean() ? null : random.nextBoolean() ? "root" : someItem(service, random);
                service.send(new ClientEvent.ConversationItemCreate(null, after, Item.userText("", "Hello")));
            }
            case 12 ->
                service.sendJson("{\"type\":\"response.create\",\"response\":{\"conversation\":\"none\""
                        + (random.nextBoolean() ? "" : ",\"output_modalities\":[\"text\"],\"modalities\":[\"text\"]")
                        + (random.nextBoolean() ? "" : ",\"max_output_tokens\":" + (1 + random.nextInt(60)))
                        + (random.nextBoolean() ? "" : ",\"tool_choice\":\"none\"")
                        + "}}");
            case 13 -> {
                service.speechStarted();
                service.speak(random.nextInt(400));
                service.speechStopped();
            }
            case 14 -> {
                short[] pcm = new short[random.nextInt(6_000)];
                service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
                service.send(new ClientEvent.InputAudioBufferCommit(null));
            }
            default -> service.sendJson(random.nextBoolean() ? "{\"type\":\"nope\"}" : "[]");
        }
    }

    private static VirtualService converse(long seed, SimulatorTransport transport, Dialect dialect) {
        SplittableRandom random = new SplittableRandom(seed);
        Moody moody = new Moody();
        Brain brain = seed % 3 == 1 ? moody : script(random);
        VirtualService service = VirtualService.on(transport)
                .model(seed % 5 == 2 ? "gpt-realtime-2.1" : "sim")
                .brain(brain)
                .dialect(dialect)
                .deviations(SessionDeviations.REAL.withTruncateOnClear(random.nextBoolean()))
                .seed(seed)
                .open();
        for (int step = 0; step < STEPS; step++) {
            act(service, random);
            moody.mumble(random);
        }
        moody.end();
        service.run(60_000);
        return service;
    }

    private static void checkBooks(VirtualService service, SimulatorTransport transport) {
        for (int i = 0; i < service.session.conversation().history().size(); i++) {
            SimulatorItem item = service.item(i);
            if (item.signature() < 0) {
                continue;
            }
            assertThat(item.audioMs()).isLessThanOrEqualTo(item.generatedMs());
            assertThat(item.sentMs()).isLessThanOrEqualTo(item.generatedMs());
            assertThat(item.pcm().length).isBetween((int) item.audioMs() * 24, (int) item.audioMs() * 24 + 23);
            assertThat(item.status()).isIn("completed", "incomplete");
            if (transport == SimulatorTransport.WEBSOCKET) {
                assertThat(item.sentMs()).isEqualTo(item.generatedMs());
            }
        }
        for (Generation generation : service.session.generations()) {
            SimulatorResponse response = generation.view();
            assertThat(response.wasteMs()).isBetween(0L, response.sentMs());
            assertThat(response.sentMs()).isLessThanOrEqualTo(response.generatedMs());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverAClientDoesTheWireStaysTrueAndTheBooksBalance(SimulatorTransport transport) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Dialect dialect = seed % 4 == 3 ? Dialect.BETA : Dialect.GA;
            try {
                VirtualService service = converse(seed, transport, dialect);
                service.checker().atRest();
                checkBooks(service, transport);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " on " + transport + " in " + dialect, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedIsTheSameConversation(SimulatorTransport transport) {
        for (long seed = 0; seed < 20; seed++) {
            List<ServerEvent> once = converse(seed, transport, Dialect.GA).take();
            assertThat(converse(seed, transport, Dialect.GA).take())
                    .as("seed " + seed)
                    .isEqualTo(once);
        }
    }
}
