package dev.bargein.simulator.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.simulator.Simulator;
import dev.bargein.simulator.SimulatorSession;
import dev.bargein.simulator.SocketClient;
import dev.bargein.simulator.ToneVoice;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who holds on to a session that has ended holds neither its connection nor its sound. */
@Timeout(60)
class SessionHandleTest {
    @Test
    void aSessionThatHasEndedIsGarbageHoweverLongSomebodyHoldsItsHandle() throws Exception {
        try (Simulator sim = Simulator.builder().voice(new ToneVoice()).start()) {
            WeakReference<SessionDriver> driver = driverOfASessionThatEnds(sim);
            SimulatorSession held = sim.sessions().get(0);
            while (driver.get() != null) {
                System.gc();
            }
            assertThat(held.items()).isEmpty();
            assertThat(held.closed()).isDone();
        }
    }

    private static WeakReference<SessionDriver> driverOfASessionThatEnds(Simulator sim) throws Exception {
        SocketClient client = SocketClient.connect(sim);
        client.await(ServerEvent.SessionCreated.class);
        SessionHandle handle = (SessionHandle) sim.sessions().get(0);
        WeakReference<SessionDriver> driver = new WeakReference<>(handle.driver());
        assertThat(driver.get()).isNotNull();
        client.close();
        handle.closed().get(20, TimeUnit.SECONDS);
        assertThat(handle.driver()).isNull();
        return driver;
    }
}
