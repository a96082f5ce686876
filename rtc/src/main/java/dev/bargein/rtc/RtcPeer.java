package dev.bargein.rtc;

import java.util.concurrent.CompletableFuture;

/**
 * One peer connection with one bidirectional audio track and its data channels.
 *
 * <p>The peer sends one Opus track and receives one; nothing that arrives is ever played to a sound device by the
 * engine. A description handed out contains its candidates: gathering is complete when the future completes (WebRTC
 * 1.0, section 4.4; RFC 8829).
 *
 * <p>Thread-safe. Futures fail with {@link RtcException}. After {@link #close()} every call is a no-op and
 * every future fails.
 */
public interface RtcPeer extends AutoCloseable {

    /** Opens a data channel; call it before {@link #createOffer()}. Reliable and ordered. */
    RtcDataChannel createDataChannel(String label);

    /** Makes and applies the local offer; completes with SDP that includes all candidates and ends with CRLF. */
    CompletableFuture<String> createOffer();

    /** Applies a remote offer, makes and applies the local answer; completes with SDP that includes all candidates. */
    CompletableFuture<String> acceptOffer(String offerSdp);

    /** Applies the remote answer to an earlier {@link #createOffer()}. */
    CompletableFuture<Void> acceptAnswer(String answerSdp);

    /**
     * Sends 10 ms of sound: {@link RtcAudio#FRAME_SAMPLES} samples from {@code offset}. The caller paces the calls, one
     * every 10 ms, and sends silence when it has nothing to say: when a source stops, the other end's concealment
     * invents sound. Copies the samples; never blocks for longer than a copy.
     */
    void sendAudio(short[] pcm, int offset);

    /**
     * From now on answers no ICE check that lacks USE-CANDIDATE, as some media servers do once a pair is nominated: a
     * client that checks for consent without it (RFC 7675) takes the connection for lost. For simulations.
     *
     * @return false when this engine cannot do that, and goes on answering
     */
    default boolean ignoreChecksWithoutNomination() {
        return false;
    }

    /** Closes the connection and frees its native objects. No listener call is made after it returns. */
    @Override
    void close();
}
