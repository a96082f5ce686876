package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StopOnWebSocketTest {
    private static final long MS = 1_000_000;

    private final Playout playout = new Playout(TransportTraits.WEBSOCKET);
    private final Conversation conversation = new Conversation(ConversationConfig.of(TransportTraits.WEBSOCKET));
    private final List<ClientEvent> sent = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private long now;

    @BeforeEach
    void connected() {
        give(new Input.TransportUp());
        sent.clear();
    }

    @Test
    void aStopInMidAnswerFlushesCancelsAndTruncatesAtWhatWasHeard() {
        give(new Input.Say("Tell me a story."));
        event(new ServerEvent.ResponseCreated("", Response.inProgress("r1")));
        for (int i = 0; i < 20; i++) {
            event(delta("r1", "i1"));
        }
        play(2_000);
        sent.clear();
        stop();
        assertThat(sent).extracting(ClientEvent::type).containsExactly("response.cancel", "conversation.item.truncate");
        assertThat(((ClientEvent.ConversationItemTruncate) sent.get(1)).audioEndMs())
                .isEqualTo(2_000);
        short[] frame = frame();
        assertThat(Arrays.copyOfRange(frame, 120, 240)).containsOnly((short) 0);
        event(delta("r1", "i1"));
        assertThat(frame()).containsOnly((short) 0);
    }

    @Test
    void aStopAfterGenerationFlushesAndTruncatesButCancelsNothing() {
        give(new Input.Say("Tell me a story."));
        event(new ServerEvent.ResponseCreated("", Response.inProgress("r1")));
        event(delta("r1", "i1"));
        event(delta("r1", "i1"));
        event(new ServerEvent.ResponseOutputAudioDone("", "r1", "i1", 0, 0));
        event(new ServerEvent.ResponseDone("", new Response("r1", "completed", null, List.of(), null, null, null)));
        play(300);
        sent.clear();
        stop();
        assertThat(sent).extracting(ClientEvent::type).containsExactly("conversation.item.truncate");
        stop();
        assertThat(sent).hasSize(1);
    }

    @Test
    void aStopWithNothingToStopSendsNothing() {
        stop();
        assertThat(sent).isEmpty();
        assertThat(notices).noneMatch(n -> n instanceof Notice.Interrupted);
    }

    @Test
    void aStopBeforeTheResponseIsCreatedIsAppliedWhenItComes() {
        give(new Input.Say("Tell me a story."));
        stop();
        sent.clear();
        event(new ServerEvent.ResponseCreated("", Response.inProgress("r1")));
        assertThat(sent).extracting(ClientEvent::type).containsExactly("response.cancel");
    }

    @Test
    void theNextRequestWaitsUntilTheCancelledResponseIsDone() {
        give(new Input.Say("Tell me a story."));
        event(new ServerEvent.ResponseCreated("", Response.inProgress("r1")));
        event(delta("r1", "i1"));
        play(100);
        stop();
        sent.clear();
        give(new Input.Say("Another one."));
        assertThat(sent).extracting(ClientEvent::type).containsExactly("conversation.item.create");
        event(new ServerEvent.ResponseDone("", new Response("r1", "cancelled", null, List.of(), null, null, null)));
        assertThat(sent).extracting(ClientEvent::type).containsExactly("conversation.item.create", "response.create");
    }

    private static ServerEvent delta(String response, String item) {
        short[] pcm = new short[6_000];
        Arrays.fill(pcm, (short) 4_000);
        return new ServerEvent.ResponseOutputAudioDelta("", response, item, 0, 0, AudioBytes.ofPcm(pcm, 0, 6_000));
    }

    private void stop() {
        give(new Input.Played(playout.report()));
        give(new Input.Stop());
    }

    private void event(ServerEvent event) {
        give(new Input.FromServer(event));
    }

    private void play(int ms) {
        for (int i = 0; i < ms / 10; i++) {
            frame();
        }
    }

    private short[] frame() {
        short[] frame = new short[240];
        now += 10 * MS;
        if (playout.render(frame)) {
            give(new Input.Played(playout.report()));
        }
        return frame;
    }

    private void give(Input input) {
        for (Command command : conversation.handle(input, now).commands()) {
            if (command instanceof Command.PlayoutCommand p) {
                playout.apply(p);
            } else if (command instanceof Command.Send s) {
                sent.add(s.event());
            } else if (command instanceof Command.Notify n) {
                notices.add(n.notice());
            }
        }
    }
}
