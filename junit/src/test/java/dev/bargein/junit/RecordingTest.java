package dev.bargein.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bargein.protocol.JsonObject;
import dev.bargein.testing.LeakCheck;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client said is found again, however much it said. */
@LeakCheck.PerClass("the simulator starts its event loops with the first connection")
@Timeout(120)
class RecordingTest {
    @RegisterExtension
    static final SimulatorExtension SIM =
            SimulatorExtension.builder().patience(Duration.ofSeconds(20)).build();

    private static final String TYPED = """
            {"type": "conversation.item.create", "item": {"type": "message", "role": "user",
             "content": [{"type": "input_text", "text": "hi"}]}}""";

    @Test
    void anEventAfterMinutesOfMicrophoneIsSeen() throws Exception {
        String tenMs = Base64.getEncoder().encodeToString(new byte[480]);
        String append = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + tenMs + "\"}";
        try (RawClient client = RawClient.connect(SIM)) {
            for (int i = 0; i < 20_050; i++) {
                client.send(append);
            }
            client.send(TYPED);

            SIM.assertThatClient().sent("conversation.item.create").once();
            assertThatThrownBy(() -> SIM.assertThatClient().neverSent("conversation.item.create"))
                    .hasMessageContaining(
                            "Expected the client never to send conversation.item.create; it did, 1 time.");
            SIM.assertThatClient().sent("input_audio_buffer.append").times(20_050);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 2_700, 100_000})
    void aTextOfAnyLengthIsComparedWhole(int length) throws Exception {
        String text = "Be kind. ".repeat(length / 9 + 1).substring(0, length);
        try (RawClient client = RawClient.connect(SIM)) {
            client.send(RawClient.event("session.update")
                    .with("session", JsonObject.EMPTY.with("type", "realtime").with("instructions", text)));

            SIM.assertThatClient().sent("session.update").with("session.instructions", text);
            SIM.assertThatClient().received("session.updated").with("session.instructions", text);
            String other = text.substring(0, length - 1) + "!";
            assertThatThrownBy(() -> SIM.assertThatClient()
                            .patience(Duration.ZERO)
                            .sent("session.update")
                            .with("session.instructions", other))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aTextOfThousandsOfCharactersIsShownWhole() throws Exception {
        String text = "Be kind. ".repeat(5_000);
        try (RawClient client = RawClient.connect(SIM)) {
            client.send(RawClient.event("session.update")
                    .with("session", JsonObject.EMPTY.with("type", "realtime").with("instructions", text)));

            JsonObject sent = SIM.assertThatClient().sent("session.update").json();
            assertThat(sent.object("session").string("instructions")).isEqualTo(text);
        }
    }

    @Test
    void soundIsComparedWhole() throws Exception {
        byte[] pcm = new byte[4_800];
        pcm[4_000] = 1;
        String sound = Base64.getEncoder().encodeToString(pcm);
        String silence = Base64.getEncoder().encodeToString(new byte[4_800]);
        try (RawClient client = RawClient.connect(SIM)) {
            client.send(RawClient.event("input_audio_buffer.append").with("audio", sound));

            SIM.assertThatClient().sent("input_audio_buffer.append").with("audio", sound);
            assertThatThrownBy(() -> SIM.assertThatClient()
                            .patience(Duration.ZERO)
                            .sent("input_audio_buffer.append")
                            .with("audio", silence))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
