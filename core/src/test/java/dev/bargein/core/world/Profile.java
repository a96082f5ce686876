package dev.bargein.core.world;

/** How bad the server and the network are. */
enum Profile {
    /** A server that keeps the protocol; every event and every sample arrives, in order within its stream. */
    CLEAN,
    /** Odd servers; the network stalls for up to seconds, loses media, and changes its delay. */
    LOSSY,
    /** Odd servers and events that are lost, doubled, overtaken, late, unknown or nonsense. */
    CHAOS
}
