package dev.bargein.simulator.internal.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bargein.protocol.Dialect;
import dev.bargein.protocol.JsonObject;
import dev.bargein.simulator.Faults;
import dev.bargein.simulator.SimulatorListener;
import dev.bargein.simulator.SimulatorTransport;
import dev.bargein.simulator.ToneVoice;
import dev.bargein.simulator.internal.limits.LimitLog;
import dev.bargein.simulator.internal.limits.MemoryBudget;
import dev.bargein.simulator.internal.model.Config;
import dev.bargein.simulator.internal.model.SessionDeviations;
import dev.bargein.simulator.internal.speech.SpeechEngines;
import dev.bargein.simulator.script.Script;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions that begin while something else changes. */
class SessionFactoryTest {
    private static final long HEAP_BYTES = 1L << 30;

    private final Config config = new Config(
            new Config.Access(0, null, null, false, null),
            new Config.Handshake(Dialect.GA, 0, false, false),
            new Config.Answers(Script.story(), 1, 1),
            new Config.SpeechParts(new ToneVoice(), null, null),
            new Config.Environment(null, SimulatorListener.NONE, Clock.systemUTC(), null, HEAP_BYTES),
            Faults.builder().lateMs(100).build(),
            SessionDeviations.REAL);
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final SpeechEngines speech = new SpeechEngines(config, "test", 1, workers, new LimitLog());
    private final LimitLog limits = new LimitLog();
    private final SessionFactory factory = new SessionFactory(
            config,
            vertx,
            SimulatorListener.NONE,
            speech,
            new MemoryBudget(HEAP_BYTES, limits),
            new SessionRegistry(HEAP_BYTES),
            limits);

    @AfterEach
    void close() throws Exception {
        speech.close();
        workers.shutdown();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Silent open(Runnable whileItIsMade) {
        return requireNonNull(
                factory.open(SimulatorTransport.WEBSOCKET, Dialect.GA, "sim", JsonObject.EMPTY, parts -> {
                    Silent made = new Silent(parts);
                    whileItIsMade.run();
                    return made;
                }),
                "no room");
    }

    @Test
    void aSessionThatIsMadeWhileTheFaultsChangeHasTheNewOnes() {
        Faults changed = Faults.builder().silentMedia().build();
        Silent driver = open(() -> factory.setFaults(changed));
        assertThat(driver.session.faultsOfSession()).isEqualTo(changed);
        driver.close();
    }

    @Test
    void aSessionBeginsWithTheFaultsThatAreInForce() {
        Silent driver = open(() -> {});
        assertThat(driver.session.faultsOfSession()).isEqualTo(factory.faults());
        assertThat(factory.faults().lateMs()).isEqualTo(100);
        driver.close();
    }

    /** A session that nobody listens to. */
    private static final class Silent extends SessionDriver {
        Silent(Parts parts) {
            super(parts);
        }

        @Override
        protected boolean send(String text) {
            return false;
        }

        @Override
        protected void closeTransport() {
            close();
        }

        @Override
        protected void closeCrowded() {
            close();
        }

        @Override
        protected long missedFrames() {
            return 0;
        }

        @Override
        void close() {
            onContext(this::end);
        }

        @Override
        void dropConnection() {
            close();
        }
    }
}
