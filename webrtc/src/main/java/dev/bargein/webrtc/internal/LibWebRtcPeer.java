package dev.bargein.webrtc.internal;

import dev.bargein.rtc.RtcAudio;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerConfig;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.rtc.Sdp;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A peer connection of libwebrtc. Thread-safe; every native call goes through the gate. */
public final class LibWebRtcPeer implements RtcPeer {
    private static final String TRACK_LABEL = "audio";
    private static final int MAX_REMOTE_CHANNELS = 4;

    /** Its place in a candidate line (RFC 8839, section 5.1). */
    private static final int CANDIDATE_PORT = 5;

    private final NativeRuntime runtime;
    private final boolean loopbackOnly;
    private final RtcPeerListener listener;
    private final Consumer<LibWebRtcPeer> onFreed;
    private final NativeGate gate = new NativeGate();
    private final List<LibWebRtcDataChannel> channels = new CopyOnWriteArrayList<>();
    private final byte[] outgoing = new byte[2 * RtcAudio.FRAME_SAMPLES];
    private final RTCPeerConnection connection;
    private final CustomAudioSource source;
    private final AudioTrack track;
    private final RTCRtpSender sender;
    private final SdpNegotiation negotiation;
    private final AudioReceiver receiver;
    private volatile boolean quiet;
    private volatile int remoteMaxMessageBytes = Sdp.DEFAULT_MAX_MESSAGE_BYTES;
    private int remoteChannels;
    private @Nullable AudioTrack remoteTrack;
    private volatile @Nullable RtcPeerState lastState;

    /** Makes the native objects of a peer. */
    public LibWebRtcPeer(
            NativeRuntime runtime, RtcPeerConfig config, RtcPeerListener listener, Consumer<LibWebRtcPeer> onFreed) {
        this.runtime = runtime;
        this.loopbackOnly = config.loopbackOnly();
        this.listener = listener;
        this.onFreed = onFreed;
        receiver = new AudioReceiver(pcm -> {
            if (!quiet) {
                listener.onAudio(pcm);
            }
        });
        connection = runtime.connect(configuration(runtime, config), new Observer());
        negotiation = new SdpNegotiation(connection, gate, config.loopbackOnly(), this::onRemoteDescription);
        try {
            source = new CustomAudioSource();
            track = runtime.createTrack(TRACK_LABEL, source);
            sender = connection.addTrack(track, List.of(config.streamId()));
        } catch (RuntimeException | Error e) {
            runtime.disconnect(connection);
            runtime.release();
            throw e;
        }
    }

    @Override
    public RtcDataChannel createDataChannel(String label) {
        return gate.call(
                () -> add(connection.createDataChannel(label, new RTCDataChannelInit())), new ClosedDataChannel(label));
    }

    @Override
    public CompletableFuture<String> createOffer() {
        return negotiation.createOffer();
    }

    @Override
    public CompletableFuture<String> acceptOffer(String offerSdp) {
        return negotiation.acceptOffer(offerSdp);
    }

    @Override
    public CompletableFuture<Void> acceptAnswer(String answerSdp) {
        return negotiation.acceptAnswer(answerSdp);
    }

    @Override
    public void sendAudio(short[] pcm, int offset) {
        Objects.checkFromIndexSize(offset, RtcAudio.FRAME_SAMPLES, pcm.length);
        gate.run(() -> {
            synchronized (outgoing) {
                ByteBuffer.wrap(outgoing)
                        .order(ByteOrder.nativeOrder())
                        .asShortBuffer()
                        .put(pcm, offset, RtcAudio.FRAME_SAMPLES);
                source.pushAudio(outgoing, Short.SIZE, RtcAudio.SAMPLE_RATE_HZ, 1, RtcAudio.FRAME_SAMPLES);
            }
        });
    }

    /** Only where everything passes the relay, which looks into it. */
    @Override
    public boolean ignoreChecksWithoutNomination() {
        return loopbackOnly
                && gate.run(() -> {
                    for (String candidate : Sdp.candidates(connection.getLocalDescription().sdp)) {
                        runtime.relay()
                                .passNominatedChecksOnly(
                                        Integer.parseInt(candidate.split(" +")[CANDIDATE_PORT]));
                    }
                });
    }

    @Override
    public void close() {
        quiet = true;
        if (NativeRuntime.onNativeThread()) {
            NativeRuntime.defer(this::close);
            return;
        }
        boolean[] first = {false};
        gate.close(() -> {
            first[0] = true;
            free();
        });
        if (first[0]) {
            negotiation.close();
            channels.forEach(LibWebRtcDataChannel::end);
            tell(RtcPeerState.CLOSED);
            onFreed.accept(this);
        }
    }

    /** The order matters: first nothing calls us, then the connection, then what it used. */
    private void free() {
        channels.forEach(LibWebRtcDataChannel::detach);
        if (remoteTrack != null) {
            remoteTrack.removeSink(receiver);
        }
        long senderHandle = NativeRefs.handle(sender);
        runtime.disconnect(connection);
        channels.forEach(LibWebRtcDataChannel::release);
        NativeRefs.release(senderHandle);
        try {
            track.dispose();
        } catch (Error e) {
            // It says that someone else holds the track; our reference is given back all the same.
        }
        source.dispose();
        runtime.release();
    }

    private LibWebRtcDataChannel add(RTCDataChannel nativeChannel) {
        LibWebRtcDataChannel channel = new LibWebRtcDataChannel(nativeChannel, gate, runtime::countMessage);
        channel.maxMessageBytes(remoteMaxMessageBytes);
        channels.add(channel);
        return channel;
    }

    private void onRemoteDescription(String sdp) {
        remoteMaxMessageBytes = Sdp.maxMessageBytes(sdp);
        channels.forEach(channel -> channel.maxMessageBytes(remoteMaxMessageBytes));
    }

    private void tell(RtcPeerState state) {
        if (state == lastState) {
            return;
        }
        lastState = state;
        try {
            listener.onState(state);
        } catch (Throwable e) {
            NativeRuntime.report(e);
        }
    }

    /** On loopback libwebrtc has no socket of its own but the one to the relay. */
    private static RTCConfiguration configuration(NativeRuntime runtime, RtcPeerConfig config) {
        RTCConfiguration configuration = new RTCConfiguration();
        configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
        if (config.loopbackOnly()) {
            LoopbackRelay relay = runtime.relay();
            RTCIceServer server = new RTCIceServer();
            server.urls = List.of(relay.url());
            server.username = LoopbackRelay.USER;
            server.password = relay.password();
            configuration.iceServers = List.of(server);
            configuration.iceTransportPolicy = RTCIceTransportPolicy.RELAY;
            configuration.portAllocatorConfig.minPort = relay.blockedPort();
            configuration.portAllocatorConfig.maxPort = relay.blockedPort();
            configuration
                    .portAllocatorConfig
                    .setDisableAdapterEnumeration(true)
                    .setDisableUdp(true)
                    .setDisableTcp(true)
                    .setDisableStun(true);
        }
        return configuration;
    }

    /** Called on libwebrtc's signalling thread. */
    private final class Observer implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                NativeRuntime.callback(negotiation::onGathered);
            }
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            if (state == RTCPeerConnectionState.NEW) {
                return;
            }
            if (state == RTCPeerConnectionState.CONNECTED) {
                NativeRuntime.defer(runtime::keepPulling);
            }
            NativeRuntime.callback(() -> {
                if (!quiet) {
                    tell(RtcPeerState.valueOf(state.name()));
                }
            });
        }

        @Override
        public void onTrack(RTCRtpTransceiver transceiver) {
            NativeRuntime.callback(() -> gate.run(() -> {
                // A second audio section is negotiated but not heard: a peer receives one track.
                if (remoteTrack == null && transceiver.getReceiver().getTrack() instanceof AudioTrack audio) {
                    remoteTrack = audio;
                    audio.addSink(receiver);
                }
            }));
        }

        @Override
        public void onDataChannel(RTCDataChannel nativeChannel) {
            NativeRuntime.callback(() -> {
                Optional<RtcDataChannel> channel = gate.call(() -> accept(nativeChannel), Optional.empty());
                if (channel.isEmpty()) {
                    NativeRefs.release(NativeRefs.handle(nativeChannel));
                } else if (!quiet) {
                    listener.onDataChannel(channel.get());
                }
            });
        }

        private Optional<RtcDataChannel> accept(RTCDataChannel nativeChannel) {
            if (remoteChannels == MAX_REMOTE_CHANNELS) {
                nativeChannel.close();
                return Optional.empty();
            }
            remoteChannels++;
            return Optional.of(add(nativeChannel));
        }
    }
}
