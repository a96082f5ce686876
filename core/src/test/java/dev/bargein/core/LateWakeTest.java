package dev.bargein.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.AudioBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A timer that fires late changes nothing but the time: what was due comes before what happens now. */
class LateWakeTest {

    @Test
    void aTurnThatWasDueIsAnsweredBeforeTheNextPressCutsIn() {
        ConversationFixture fixture =
                ConversationFixture.webRtc().press().talk(30).release().talk(1).forget();
        fixture.passWithoutWake(255).press();
        assertThat(fixture.sentTypes())
                .containsExactly("input_audio_buffer.commit", "response.create", "input_audio_buffer.clear");
    }

    @Test
    void anAnswerThatWasGivenUpIsOverBeforeTheNextQuestion() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .say()
                .created("r1")
                .stop()
                .forget()
                .passWithoutWake(3_001);
        fixture.say();
        assertThat(fixture.sentTypes()).containsExactly("conversation.item.create", "response.create");
        assertThat(fixture.notices).contains(new Notice.ResponseEnded("r1", "lost"));
    }

    @Test
    void timersThatAreDueTogetherFireInTheirOrder() {
        ConversationFixture fixture = ConversationFixture.webSocket();
        fixture.say()
                .created("r1")
                .part("r1", "i1")
                .stop()
                .press()
                .talk(20)
                .forget()
                .release();
        fixture.passWithoutWake(3_001).give(new Input.MicrophoneFrame(ConversationFixture.voice(10, 5_000)));
        assertThat(fixture.sentTypes())
                .as("the turn, the end of the lost answer with what nobody heard of it, the question")
                .containsExactly("input_audio_buffer.commit", "conversation.item.delete", "response.create");
    }

    @Test
    void whatWasDueIsNotSentIntoALostTransport() {
        ConversationFixture fixture = ConversationFixture.webSocket()
                .press()
                .talk(20)
                .release()
                .forget()
                .passWithoutWake(100);
        fixture.give(new Input.TransportDown("gone"));
        assertThat(fixture.sent).isEmpty();
        assertThat(fixture.notices).containsExactly(new Notice.TurnDropped("gone"), new Notice.Closed("gone"));
    }

    @Test
    void emptyFramesOfTheMicrophoneAreNoFrames() {
        for (ConversationFixture fixture : List.of(ConversationFixture.webSocket(), ConversationFixture.webRtc())) {
            AudioBytes none = AudioBytes.of(new byte[0]);
            fixture.talk(2);
            for (int i = 0; i < 100; i++) {
                fixture.give(new Input.MicrophoneFrame(none));
            }
            fixture.forget().press();
            assertThat(fixture.commands)
                    .filteredOn(c -> c instanceof Command.SendAudio || append(c))
                    .as("the pre-roll")
                    .hasSize(2);
            fixture.forget().give(new Input.MicrophoneFrame(none));
            assertThat(fixture.commands)
                    .as("the service refuses an empty append")
                    .isEmpty();
            fixture.talk(20).release().forget().give(new Input.MicrophoneFrame(none));
            assertThat(fixture.commands).as("the last word is still to come").isEmpty();
        }
    }

    private static boolean append(Command command) {
        return command instanceof Command.Send send && send.event().type().equals("input_audio_buffer.append");
    }
}
