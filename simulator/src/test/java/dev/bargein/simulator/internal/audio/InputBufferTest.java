package dev.bargein.simulator.internal.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import dev.bargein.protocol.ClientEvent;
import dev.bargein.protocol.ErrorDetails;
import dev.bargein.protocol.Item;
import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorItem;
import dev.bargein.simulator.internal.VirtualService;
import dev.bargein.simulator.script.Script;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Manual turns: append, clear, commit (docs/protocol.md, sections 1a and 4d). */
class InputBufferTest {
    private static void append(VirtualService service, int ms, int value) {
        short[] pcm = new short[ms * 24];
        Arrays.fill(pcm, (short) value);
        service.send(new ClientEvent.InputAudioBufferAppend(null, AudioBytes.ofPcm(pcm, 0, pcm.length)));
    }

    private static void commit(VirtualService service) {
        service.send(new ClientEvent.InputAudioBufferCommit("c1"));
    }

    @Test
    void anAppendIsAnsweredByNothing() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.take();
        append(service, 100, 1);
        assertThat(service.types()).isEmpty();
        assertThat(service.session.inputMs()).isEqualTo(100);
    }

    @Test
    void aCommitMakesAUserItemAndAnswersNothing() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.take();
        append(service, 150, 7);
        append(service, 50, 9);
        commit(service);
        List<ServerEvent> events = service.take();
        assertThat(events.stream().map(ServerEvent::type))
                .containsExactly("input_audio_buffer.committed", "conversation.item.added", "conversation.item.done");
        ServerEvent.InputAudioBufferCommitted committed = (ServerEvent.InputAudioBufferCommitted) events.get(0);
        Item item = ((ServerEvent.ConversationItemDone) events.get(2)).item();
        assertThat(committed.itemId()).isEqualTo(item.id());
        assertThat(committed.previousItemId()).isNull();
        assertThat(item.role()).isEqualTo("user");
        assertThat(item.status()).isEqualTo("completed");
        assertThat(item.content().get(0).type()).isEqualTo("input_audio");
        assertThat(item.content().get(0).transcript()).isNull();
        SimulatorItem view = service.item(0);
        assertThat(view.audioMs()).isEqualTo(200);
        assertThat(view.pcm()).startsWith((short) 7).endsWith((short) 9).hasSize(4_800);
    }

    @Test
    void aSecondTurnFollowsTheFirst() {
        VirtualService service = VirtualService.webSocket(Script.story());
        append(service, 100, 1);
        commit(service);
        append(service, 100, 2);
        service.take();
        commit(service);
        assertThat(service.last(ServerEvent.InputAudioBufferCommitted.class).previousItemId())
                .isEqualTo(service.stored(0).id);
        assertThat(service.item(1).pcm()).hasSize(2_400).startsWith((short) 2);
    }

    @Test
    void lessThan100MsCannotBeCommitted() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.take();
        commit(service);
        ErrorDetails error = service.last(ServerEvent.Error.class).error();
        assertThat(error.code()).isEqualTo("input_audio_buffer_commit_empty");
        assertThat(error.message())
                .isEqualTo("Error committing input audio buffer: buffer too small. Expected at least 100ms of audio,"
                        + " but buffer only has 0.00ms of audio.");
        assertThat(error.eventId()).isEqualTo("c1");
        append(service, 99, 1);
        commit(service);
        assertThat(service.last(ServerEvent.Error.class).error().message()).contains("only has 99.00ms");
        append(service, 1, 1);
        commit(service);
        assertThat(service.types()).startsWith("input_audio_buffer.committed");
    }

    @Test
    void aClearEmptiesTheBufferAndIsFineWhenItIsEmpty() {
        VirtualService service = VirtualService.webSocket(Script.story());
        service.take();
        append(service, 500, 1);
        service.send(new ClientEvent.InputAudioBufferClear(null));
        service.send(new ClientEvent.InputAudioBufferClear(null));
        assertThat(service.takeOf(ServerEvent.InputAudioBufferCleared.class)).hasSize(2);
        commit(service);
        assertThat(service.types()).containsExactly("error");
    }

    @Test
    void onWebRtcTheMediaTrackFillsTheBuffer() {
        VirtualService service = VirtualService.webRtc(Script.story());
        service.speak(240);
        commit(service);
        assertThat(service.item(0).audioMs()).isEqualTo(240);
    }

    @Test
    void onWebRtcAnAppendIsRefused() {
        VirtualService service = VirtualService.webRtc(Script.story());
        append(service, 100, 1);
        assertThat(service.last(ServerEvent.Error.class).error().code()).isEqualTo("invalid_event_for_transport");
        assertThat(service.session.inputMs()).isZero();
    }

    @Test
    void anOpenMicrophoneThatNobodyCommitsIsBounded() {
        VirtualService service = VirtualService.webRtc(Script.story());
        for (int second = 0; second < 700; second++) {
            service.speak(1_000);
        }
        assertThat(service.session.inputMs()).isEqualTo(600_000);
    }
}
