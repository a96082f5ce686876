package dev.bargein.lab;

import dev.bargein.client.TransportKind;
import dev.bargein.core.Strategy;

/**
 * One of the things that are compared: a strategy on a transport, in a scenario, over a network.
 *
 * @param strategy what is done on an interruption
 * @param transport how client and server are connected
 * @param scenario what the user does
 * @param network what lies between
 */
public record Arm(Strategy strategy, TransportKind transport, Scenario scenario, Network network) {

    /** For logs: strategy, transport, scenario and network. */
    @Override
    public String toString() {
        return strategy.name() + "/" + transport.traits().name() + "/" + scenario.id() + "/" + network.name();
    }
}
