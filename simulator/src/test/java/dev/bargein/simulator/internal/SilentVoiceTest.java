package dev.bargein.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.internal.speech.Speech;
import org.junit.jupiter.api.Test;

/** A voice that never gives a sample. */
class SilentVoiceTest {
    private static final Speech HANGS = new Speech() {
        @Override
        public int read(short[] into, int offset, int length) {
            return NOT_READY;
        }

        @Override
        public int charactersReady() {
            return 0;
        }

        @Override
        public int charactersSpoken() {
            return 0;
        }

        @Override
        public void close() {}
    };

    @Test
    void aResponseWhoseVoiceHangsFailsAtItsDeadlineAndTheNextMayBegin() {
        for (SimulatorTransport transport : SimulatorTransport.values()) {
            VirtualService service = VirtualService.on(transport)
                    .speech((wanted, text, signature, durationMs, pace, wake) -> HANGS)
                    .open()
                    .answering(29_000);
            assertThat(service.takeOf(ServerEvent.ResponseDone.class)).isEmpty();
            service.run(2_000);
            assertThat(service.last(ServerEvent.ResponseDone.class).response().status())
                    .isEqualTo("failed");
            assertThat(service.notes).hasSize(1).allMatch(note -> note.contains("no sound for 30 s"));
            service.create();
            assertThat(service.types()).contains("response.created");
        }
    }
}
