package dev.bargein.core.world;

import dev.bargein.protocol.ServerEvent;

/** What the server has of the world. */
interface SimulatedNetwork {
    long nowNanos();

    void later(long delayNanos, Runnable what);

    void send(ServerEvent event);

    static long ms(long ms) {
        return ms * 1_000_000;
    }
}
