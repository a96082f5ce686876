package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.script.Brain;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole conversation with a chat model: a client on a WebSocket, the simulator, and an endpoint of HTTP behind it. */
@Timeout(60)
class ChatConversationTest {
    private final ChatServer model = new ChatServer();
    private final Simulator sim = Simulator.builder()
            .brain(Brain.chatCompletions(model.url(), "small", ""))
            .voice(new ToneVoice())
            .start();

    @AfterEach
    void close() {
        sim.close();
        model.close();
    }

    private static <E extends ServerEvent> E await(SocketClient client, Class<E> type) {
        while (true) {
            ServerEvent event = client.next();
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private static void say(SocketClient client, String text) {
        client.send(new ClientEvent.ConversationItemCreate(null, null, Item.userText("", text)));
        client.send(new ClientEvent.ResponseCreate(null, JsonObject.EMPTY));
    }

    @Test
    void soundArrivesBeforeTheModelHasFinished() {
        CountDownLatch heard = new CountDownLatch(1);
        model.answer(talk -> {
            talk.begin();
            talk.say("The first sentence. ");
            hold(heard);
            talk.say("And the last one.");
            talk.done("stop");
        });
        SocketClient client = SocketClient.connect(sim);
        try {
            say(client, "Hi");
            await(client, ServerEvent.ResponseOutputAudioDelta.class);
            heard.countDown();
            assertThat(await(client, ServerEvent.ResponseDone.class).response().status())
                    .isEqualTo("completed");
            assertThat(sim.sessions().get(0).items().get(1).text()).isEqualTo("The first sentence. And the last one.");
        } finally {
            client.close();
        }
    }

    @Test
    void aCancelHangsUpOnTheModel() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        model.answer(talk -> {
            talk.begin();
            talk.say("The first sentence. ");
            try {
                while (true) {
                    talk.say("word ");
                }
            } catch (IOException closed) {
                gone.countDown();
            }
        });
        SocketClient client = SocketClient.connect(sim);
        try {
            say(client, "Hi");
            await(client, ServerEvent.ResponseOutputAudioDelta.class);
            client.send(new ClientEvent.ResponseCancel(null, null));
            assertThat(await(client, ServerEvent.ResponseDone.class).response().status())
                    .isEqualTo("cancelled");
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            client.close();
        }
    }

    @Test
    void aModelThatRefusesFailsTheResponse() {
        model.answer(talk -> talk.begin(429, "application/json"));
        SocketClient client = SocketClient.connect(sim);
        try {
            say(client, "Hi");
            ServerEvent.ResponseDone done = await(client, ServerEvent.ResponseDone.class);
            assertThat(done.response().status()).isEqualTo("failed");
            assertThat(done.response().statusDetails())
                    .hasFieldOrPropertyWithValue("errorType", "server_error")
                    .hasFieldOrPropertyWithValue("errorCode", "rate_limit_exceeded");
        } finally {
            client.close();
        }
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody heard anything");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
