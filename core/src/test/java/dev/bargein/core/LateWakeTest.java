package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A timer that fires late changes nothing but the time: what was due comes before what happens now. */
class LateWakeTest {

    @Test
    void aTurnThatWasDueIsAnsweredBeforeTheNextPressCutsIn() {
        Desk desk = Desk.webRtc().press().talk(30).release().talk(1).forget();
        desk.passWithoutWake(255).press();
        assertThat(desk.sentTypes())
                .containsExactly("input_audio_buffer.commit", "response.create", "input_audio_buffer.clear");
    }

    @Test
    void anAnswerThatWasGivenUpIsOverBeforeTheNextQuestion() {
        Desk desk = Desk.webSocket().say().created("r1").stop().forget().passWithoutWake(3_001);
        desk.say();
        assertThat(desk.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(desk.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void timersThatAreDueTogetherFireInTheirOrder() {
        Desk desk = Desk.webSocket();
        desk.say()
                .created("r1")
                .part("r1", "i1")
                .stop()
                .press()
                .talk(20)
                .forget()
                .release();
        desk.passWithoutWake(3_001).give(new Input.MicrophoneFrame(Desk.voice(10, 5_000)));
        assertThat(desk.sentTypes())
                .as("the turn, the end of the lost answer with what nobody heard of it, the question")
                .containsExactly("input_audio_buffer.commit", "conversation.item.delete", "response.create");
    }

    @Test
    void whatWasDueIsNotSentIntoALostTransport() {
        Desk desk = Desk.webSocket().press().talk(20).release().forget().passWithoutWake(100);
        desk.give(new Input.TransportDown("gone"));
        assertThat(desk.sent).isEmpty();
        assertThat(desk.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
    }

    @Test
    void emptyFramesOfTheMicrophoneAreNoFrames() {
        for (Desk desk : List.of(Desk.webSocket(), Desk.webRtc())) {
            AudioBytes none = AudioBytes.of(new byte[0]);
            desk.talk(2);
            for (int i = 0; i < 100; i++) {
                desk.give(new Input.MicrophoneFrame(none));
            }
            desk.forget().press();
            assertThat(desk.commands)
                    .filteredOn(c -> c instanceof Command.SendAudio || append(c))
                    .as("the pre-roll")
                    .hasSize(2);
            desk.forget().give(new Input.MicrophoneFrame(none));
            assertThat(desk.commands).as("the service refuses an empty append").isEmpty();
            desk.talk(20).release().forget().give(new Input.MicrophoneFrame(none));
            assertThat(desk.commands).as("the last word is still to come").isEmpty();
        }
    }

    private static boolean append(Command command) {
        return command instanceof Command.Send send && send.event().type().equals("input_audio_buffer.append");
    }
}
