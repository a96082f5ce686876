package dev.bargein.lab.handsfree;

import dev.bargein.client.TransportKind;

/**
 * What is compared: how client and service are connected, how far apart they are, and what tells speech at the microphone.
 *
 * @param transport how they are connected
 * @param rttMs how long an event takes there and back, in virtual time
 * @param detector the name of the detector of speech
 */
public record HandsFreeArm(TransportKind transport, int rttMs, String detector) {

    /** For logs: detector, transport and round trip. */
    @Override
    public String toString() {
        return detector + "/" + transport.traits().name() + "/" + rttMs + " ms";
    }
}
