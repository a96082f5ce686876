package dev.bargein.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.SessionListener;
import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.TransportTraits;
import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.ServerEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** What waits for a listener that does not come back. */
class StuckListenerTest {
    private static final int MIB = 1 << 20;

    private final CompletableFuture<Void> unblock = new CompletableFuture<>();
    private final List<ClientEvent> told = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final ListenerDispatcher dispatcher = new ListenerDispatcher(
            new SessionListener() {
                @Override
                public void onCommand(Command command, long nanos) {
                    unblock.join();
                    if (command instanceof Command.Send s && !(s.event() instanceof ClientEvent.SessionUpdate)) {
                        told.add(s.event());
                    }
                }

                @Override
                public void onProblem(String problem, long nanos) {
                    problems.add(problem);
                }
            },
            new Redactor());

    private void send(int times, ClientEvent event) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        ConversationLoop loop = new ConversationLoop(
                ConversationConfig.of(TransportTraits.WEBSOCKET),
                () -> MediaTime.ZERO,
                command -> {},
                notice -> {},
                null,
                dispatcher,
                timer);
        loop.input(new Input.TransportUp());
        loop.server(new ServerEvent.SessionCreated("", JsonObject.EMPTY), 0, 100);
        loop.server(new ServerEvent.SessionUpdated("", JsonObject.EMPTY), 0, 100);
        for (int i = 0; i < times; i++) {
            loop.input(new Input.SendEvent(event));
        }
        loop.end(null);
        timer.shutdownNow();
        unblock.complete(null);
        dispatcher.end(l -> {});
        dispatcher.join();
    }

    @Test
    void ofSoundThatIsSentNoMoreWaitsThanItsMemoryHasRoomFor() {
        send(100, new ClientEvent.InputAudioBufferAppend(null, AudioBytes.of(new byte[MIB])));
        assertThat(told).hasSizeBetween(60, 66);
        assertThat(problems).singleElement().asString().contains("calls were not made");
    }

    @Test
    void ofTextThatIsSentNoMoreWaitsThanItsMemoryHasRoomFor() {
        send(100, new ClientEvent.ConversationItemCreate(null, null, Item.userText("", "€".repeat(MIB / 2))));
        assertThat(told).hasSizeBetween(60, 66);
        assertThat(problems).singleElement().asString().contains("calls were not made");
    }
}
