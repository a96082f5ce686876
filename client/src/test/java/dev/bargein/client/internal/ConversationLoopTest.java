package dev.bargein.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.client.SessionListener;
import dev.bargein.core.Command;
import dev.bargein.core.ConversationConfig;
import dev.bargein.core.Input;
import dev.bargein.core.MediaTime;
import dev.bargein.core.Notice;
import dev.bargein.core.Step;
import dev.bargein.core.TransportTraits;
import dev.bargein.protocol.ContentPart;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.Redactor;
import dev.bargein.protocol.Response;
import dev.bargein.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationLoopTest {
    private final List<Long> heardMs = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ListenerDispatcher dispatcher = new ListenerDispatcher(SessionListener.NONE, new Redactor());
    private final ConversationLoop loop = new ConversationLoop(
            ConversationConfig.of(TransportTraits.WEBRTC),
            () -> MediaTime.ZERO,
            command -> {},
            notice -> {},
            null,
            dispatcher,
            timer);

    @AfterEach
    void end() {
        loop.end(null);
        timer.shutdownNow();
        dispatcher.end(null);
        dispatcher.join();
    }

    /** However long ago the last regular report was, which comes every 100 ms. */
    @ParameterizedTest
    @ValueSource(ints = {201, 205, 209, 210, 215, 219})
    void whatWasHeardIsNotStaleWhenTheServerClearsByItself(int frames) {
        speak(frames);

        server(new ServerEvent.OutputAudioBufferCleared("", "r1"));

        assertThat(heardMs).hasSize(1);
        assertThat(heardMs.get(0)).isBetween(frames * 10L - 30, frames * 10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 205, 209, 210, 215, 219})
    void whatWasHeardIsNotStaleWhenTheUserStopsOrSpeaks(int frames) {
        speak(frames);

        if (frames % 2 == 0) {
            note(loop.input(new Input.Stop()));
        } else {
            server(new ServerEvent.InputAudioBufferSpeechStarted("", 100, "u1"));
        }

        assertThat(heardMs).hasSize(1);
        assertThat(heardMs.get(0)).isBetween(frames * 10L - 30, frames * 10L);
    }

    private void speak(int frames) {
        loop.input(new Input.TransportUp());
        JsonObject detection = JsonObject.EMPTY.with("type", "server_vad");
        server(new ServerEvent.SessionUpdated(
                "",
                JsonObject.EMPTY.with(
                        "audio", JsonObject.EMPTY.with("input", JsonObject.EMPTY.with("turn_detection", detection)))));
        server(new ServerEvent.ResponseCreated("", Response.inProgress("r1")));
        server(new ServerEvent.ResponseContentPartAdded(
                "", "r1", "i1", 0, 0, new ContentPart("audio", null, "", null)));
        server(new ServerEvent.OutputAudioBufferStarted("", "r1"));
        short[] voice = new short[240];
        Arrays.fill(voice, (short) 5_000);
        short[] frame = new short[240];
        for (int i = 0; i < frames; i++) {
            loop.live(voice);
            loop.render(frame);
        }
        assertThat(frame).containsOnly((short) 5_000);
    }

    private void server(ServerEvent event) {
        note(loop.server(event, System.nanoTime(), 100));
    }

    private void note(Step step) {
        for (Command command : step.commands()) {
            if (command instanceof Command.Notify n && n.notice() instanceof Notice.Interrupted i) {
                i.heard().forEach(h -> heardMs.add(h.heard().millis()));
            }
        }
    }
}
