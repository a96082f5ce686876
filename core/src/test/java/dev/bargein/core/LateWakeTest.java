package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A timer that fires late changes nothing but the time: what was due comes before what happens now. */
class LateWakeTest {

    @Test
    void aTurnThatWasDueIsAnsweredBeforeTheNextPressCutsIn() {
        CoreFixture core =
                CoreFixture.webRtc().press().talk(30).release().talk(1).forget();
        core.passWithoutWake(255).press();
        assertThat(core.sentTypes())
                .containsExactly("input_audio_buffer.commit", "response.create", "input_audio_buffer.clear");
    }

    @Test
    void anAnswerThatWasGivenUpIsOverBeforeTheNextQuestion() {
        CoreFixture core =
                CoreFixture.webSocket().say().created("r1").stop().forget().passWithoutWake(3_001);
        core.say();
        assertThat(core.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(core.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void timersThatAreDueTogetherFireInTheirOrder() {
        CoreFixture core = CoreFixture.webSocket();
        core.say()
                .created("r1")
                .part("r1", "i1")
                .stop()
                .press()
                .talk(20)
                .forget()
                .release();
        core.passWithoutWake(3_001).give(new Input.MicrophoneFrame(CoreFixture.voice(10, 5_000)));
        assertThat(core.sentTypes())
                .as("the turn, the end of the lost answer with what nobody heard of it, the question")
                .containsExactly("input_audio_buffer.commit", "conversation.item.delete", "response.create");
    }

    @Test
    void whatWasDueIsNotSentIntoALostTransport() {
        CoreFixture core =
                CoreFixture.webSocket().press().talk(20).release().forget().passWithoutWake(100);
        core.give(new Input.TransportDown("gone"));
        assertThat(core.sent).isEmpty();
        assertThat(core.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
    }

    @Test
    void emptyFramesOfTheMicrophoneAreNoFrames() {
        for (CoreFixture core : List.of(CoreFixture.webSocket(), CoreFixture.webRtc())) {
            AudioBytes none = AudioBytes.of(new byte[0]);
            core.talk(2);
            for (int i = 0; i < 100; i++) {
                core.give(new Input.MicrophoneFrame(none));
            }
            core.forget().press();
            assertThat(core.commands)
                    .filteredOn(c -> c instanceof Command.SendAudio || append(c))
                    .as("the pre-roll")
                    .hasSize(2);
            core.forget().give(new Input.MicrophoneFrame(none));
            assertThat(core.commands).as("the service refuses an empty append").isEmpty();
            core.talk(20).release().forget().give(new Input.MicrophoneFrame(none));
            assertThat(core.commands).as("the last word is still to come").isEmpty();
        }
    }

    private static boolean append(Command command) {
        return command instanceof Command.Send send && send.event().type().equals("input_audio_buffer.append");
    }
}
