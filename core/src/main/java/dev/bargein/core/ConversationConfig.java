package dev.bargein.core;

import dev.bargein.protocol.SessionConfig;

/**
 * What a conversation is made with.
 *
 * @param traits the transport
 * @param strategy what to do on an interruption
 * @param session asked of the server when the transport is up
 * @param outputLatency how long a rendered sample takes to the listener's ear; subtracted from what was played
 * @param preRoll how much of the microphone from before a press is sent with it
 * @param bargeIn when speech at the open microphone is an interruption
 * @param connection what happens before there is a connection, and when it is lost
 */
public record ConversationConfig(
        TransportTraits traits,
        Strategy strategy,
        SessionConfig session,
        MediaTime outputLatency,
        MediaTime preRoll,
        BargeInOptions bargeIn,
        ConnectionOptions connection) {

    /** Push-to-talk with the {@link Strategy#BARGEIN} strategy, no output latency, 20 ms of pre-roll. */
    public static ConversationConfig of(TransportTraits traits) {
        return new ConversationConfig(
                traits,
                Strategy.BARGEIN,
                SessionConfig.PUSH_TO_TALK,
                MediaTime.ZERO,
                MediaTime.ofMillis(20),
                BargeInOptions.DEFAULT,
                ConnectionOptions.NOTHING_KEPT);
    }

    /** A copy with another strategy. */
    public ConversationConfig withStrategy(Strategy other) {
        return new ConversationConfig(traits, other, session, outputLatency, preRoll, bargeIn, connection);
    }

    /** A copy that asks another session of the server. */
    public ConversationConfig withSession(SessionConfig other) {
        return new ConversationConfig(traits, strategy, other, outputLatency, preRoll, bargeIn, connection);
    }

    /** A copy with another output latency. */
    public ConversationConfig withOutputLatency(MediaTime other) {
        return new ConversationConfig(traits, strategy, session, other, preRoll, bargeIn, connection);
    }

    /** A copy with another pre-roll. */
    public ConversationConfig withPreRoll(MediaTime other) {
        return new ConversationConfig(traits, strategy, session, outputLatency, other, bargeIn, connection);
    }

    /** A copy with other options of barge-in. */
    public ConversationConfig withBargeIn(BargeInOptions other) {
        return new ConversationConfig(traits, strategy, session, outputLatency, preRoll, other, connection);
    }

    /** A copy with other options of the connection. */
    public ConversationConfig withConnection(ConnectionOptions other) {
        return new ConversationConfig(traits, strategy, session, outputLatency, preRoll, bargeIn, other);
    }
}
