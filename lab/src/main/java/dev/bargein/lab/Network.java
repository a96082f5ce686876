package dev.bargein.lab;

/**
 * The network between client and simulator.
 *
 * @param name its name on the command line and in JSON
 */
public record Network(String name) {
    /** Loopback as it is: no delay, no loss. */
    public static final Network CLEAN = new Network("clean");
}
