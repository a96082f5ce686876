package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StopOnWebRtcTest {
    private static final short OLD = 3_000;
    private static final short NEW = 7_000;

    private final Playout playout = new Playout(TransportTraits.WEBRTC);
    private final Conversation conversation = new Conversation(ConversationConfig.of(TransportTraits.WEBRTC));
    private final List<ClientEvent> sent = new ArrayList<>();
    private final List<Short> heard = new ArrayList<>();
    private long now;
    private long wakeAt = Long.MAX_VALUE;

    @BeforeEach
    void oldAnswerPlays() {
        give(new Input.TransportUp());
        media(0, 300);
        give(new Input.Say("Tell me a story."));
        begins("r1", "i1");
        media(0, 200);
        event(new ServerEvent.OutputAudioBufferStarted("", "r1"));
        media(0, 60);
        media(OLD, 1_000);
        sent.clear();
    }

    @Test
    void aStopShutsTheGateCancelsAndClears() {
        stop();
        assertThat(sent).extracting(ClientEvent::type).containsExactly("response.cancel", "output_audio_buffer.clear");
        heard.clear();
        media(OLD, 200);
        assertThat(heard.subList(120, heard.size())).containsOnly((short) 0);
    }

    @Test
    void theServersTruncationIsRefinedToWhatWasHeard() {
        stop();
        sent.clear();
        event(new ServerEvent.OutputAudioBufferCleared("", "r1"));
        event(new ServerEvent.ConversationItemTruncated("", "i1", 0, 1_060));
        assertThat(sent).hasSize(1);
        long ms = ((ClientEvent.ConversationItemTruncate) sent.get(0)).audioEndMs();
        assertThat(ms).isBetween(960L, 1_000L);
    }

    @Test
    void aServerThatDoesNotTruncateIsToldAfterADeadline() {
        stop();
        sent.clear();
        media(0, 600);
        assertThat(sent).extracting(ClientEvent::type).containsExactly("conversation.item.truncate");
    }

    @Test
    void theNextAnswerIsHeardFromItsFirstSampleAndNothingOfTheOldOne() {
        stop();
        media(OLD, 80);
        cancelled();
        give(new Input.Say("Another."));
        media(0, 40);
        begins("r2", "i2");
        media(0, 150);
        event(new ServerEvent.OutputAudioBufferStarted("", "r2"));
        heard.clear();
        media(0, 50);
        media(NEW, 300);
        media(0, 100);
        assertThat(heard).doesNotContain(OLD);
        assertThat(heard.stream().filter(s -> s == NEW).count()).isEqualTo(300 * 24);
    }

    @Test
    void aLateAnnouncementCostsNoSample() {
        stop();
        media(OLD, 80);
        cancelled();
        give(new Input.Say("Another."));
        media(0, 40);
        begins("r2", "i2");
        heard.clear();
        media(0, 200);
        media(NEW, 300);
        assertThat(heard).doesNotContain(NEW);
        event(new ServerEvent.OutputAudioBufferStarted("", "r2"));
        media(NEW, 300);
        media(0, 600);
        assertThat(heard).doesNotContain(OLD);
        assertThat(heard.stream().filter(s -> s == NEW).count()).isEqualTo(600 * 24);
    }

    @Test
    void anAnswerWhoseAnnouncementIsLostIsHeardWholeAfterADeadline() {
        stop();
        media(OLD, 80);
        cancelled();
        give(new Input.Say("Another."));
        media(0, 400);
        begins("r2", "i2");
        heard.clear();
        media(0, 100);
        media(NEW, 2_000);
        media(0, 2_500);
        assertThat(heard).doesNotContain(OLD);
        assertThat(heard.stream().filter(s -> s == NEW).count()).isBetween(1_985L * 24, 2_000L * 24);
    }

    @Test
    void aNaturalPauseInTheOldVoiceDoesNotOpenTheGate() {
        stop();
        media(0, 100);
        cancelled();
        give(new Input.Say("Another."));
        media(OLD, 60);
        begins("r2", "i2");
        media(OLD, 40);
        media(0, 150);
        event(new ServerEvent.OutputAudioBufferStarted("", "r2"));
        heard.clear();
        media(0, 50);
        media(NEW, 300);
        media(0, 100);
        assertThat(heard).doesNotContain(OLD);
        assertThat(heard.stream().filter(s -> s == NEW).count()).isEqualTo(300 * 24);
    }

    private void begins(String response, String item) {
        event(new ServerEvent.ResponseCreated("", Response.inProgress(response)));
        event(new ServerEvent.ResponseContentPartAdded(
                "", response, item, 0, 0, new ContentPart("audio", null, "", null)));
    }

    private void cancelled() {
        event(new ServerEvent.OutputAudioBufferCleared("", "r1"));
        event(new ServerEvent.ResponseDone("", new Response("r1", "cancelled", null, List.of(), null, null, null)));
        event(new ServerEvent.ConversationItemTruncated("", "i1", 0, 1_060));
    }

    private void stop() {
        give(new Input.Played(playout.report()));
        give(new Input.Stop());
    }

    private void event(ServerEvent event) {
        give(new Input.FromServer(event));
    }

    private void media(int value, int ms) {
        short[] in = new short[240];
        Arrays.fill(in, (short) value);
        short[] out = new short[240];
        for (int i = 0; i < ms / 10; i++) {
            now += 10_000_000;
            playout.live(in);
            if (now >= wakeAt) {
                give(new Input.Wake());
            }
            if (playout.render(out)) {
                give(new Input.Played(playout.report()));
            }
            for (short s : out) {
                heard.add(s);
            }
        }
    }

    private void give(Input input) {
        Step step = conversation.handle(input, now);
        wakeAt = step.wakeAtNanos();
        for (Command command : step.commands()) {
            if (command instanceof Command.PlayoutCommand p) {
                playout.apply(p);
            } else if (command instanceof Command.Send s) {
                sent.add(s.event());
            }
        }
    }
}
