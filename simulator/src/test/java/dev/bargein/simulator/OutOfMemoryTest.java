package dev.bargein.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.simulator.speech.Utterance;
import dev.bargein.simulator.speech.Voice;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever runs a server is told when memory ran out, on whatever thread that was. */
class OutOfMemoryTest {
    private static final String CREATE = "{\"type\":\"response.create\"}";

    private final AtomicInteger told = new AtomicInteger();

    @BeforeEach
    void listen() {
        Simulator.onOutOfMemory(told::incrementAndGet);
    }

    @AfterEach
    void forget() {
        Simulator.onOutOfMemory(null);
    }

    private void mustBeTold(Simulator.Builder builder) throws IOException {
        try (Simulator sim = builder.start();
                RawSocket socket = RawSocket.upgrade(sim, "/v1/realtime?model=sim")) {
            socket.sendText(CREATE);
            Waiting.until(() -> told.get() > 0);
        }
    }

    @Test
    void onAnEventLoopInTheMindOfABrain() throws IOException {
        mustBeTold(Simulator.builder().brain((turn, reply) -> {
            throw new OutOfMemoryError("of a brain");
        }));
    }

    @Test
    void onTheThreadOfAVoice() throws IOException {
        mustBeTold(Simulator.builder().voice(new Voice() {
            @Override
            public String name() {
                return "greedy";
            }

            @Override
            public Utterance speak(String text, int signature, int durationMs) {
                throw new OutOfMemoryError("of a voice");
            }
        }));
    }

    @Test
    void onAnEventLoopInAListener() throws IOException {
        mustBeTold(Simulator.builder().trace(new SimulatorListener() {
            @Override
            public void onReceived(SimulatorSession session, long nanos, String text) {
                throw new OutOfMemoryError("of a listener");
            }
        }));
    }

    @Test
    void inWhatNettyCatchesAndOnlyLogs() {
        InternalLogger log = InternalLoggerFactory.getInstance("netty");
        log.debug("a failure: {}", "none");
        assertThat(told.get()).isZero();
        log.debug("of an event loop", new IllegalStateException(new OutOfMemoryError("of Netty")));
        assertThat(told.get()).isEqualTo(1);
        log.debug("{} of {}", "a task", "an event loop", new OutOfMemoryError("of Netty"));
        assertThat(told.get()).isEqualTo(2);
        assertThat(log.name()).isEqualTo("netty");
    }
}
