package dev.bargein.simulator.internal.transport;

import dev.bargein.protocol.ServerEvent;
import dev.bargein.rtc.RtcDataChannel;
import dev.bargein.rtc.RtcException;
import dev.bargein.rtc.RtcPeer;
import dev.bargein.rtc.RtcPeerListener;
import dev.bargein.rtc.RtcPeerState;
import dev.bargein.simulator.internal.audio.OutputBuffer;
import dev.bargein.simulator.internal.limits.OutOfMemoryWatch;
import dev.bargein.simulator.internal.limits.SendBudget;
import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session on a WebRTC call. Thread safety: as {@link SessionDriver}. */
final class RtcDriver extends SessionDriver {
    private static final System.Logger LOG = System.getLogger("dev.bargein.simulator");
    private static final long SETUP_MS = 30_000;
    private static final long FLOW_MS = 10;
    private static final int MAX_SIDEBANDS = 8;

    private final MediaPacer pacer;
    private final Executor workers;
    private final boolean hasChannel;
    private final SendBudget budget;
    private final Set<Sideband> sidebands = new LinkedHashSet<>();
    private @Nullable RtcPeer peer;
    private @Nullable RtcDataChannel channel;
    private @Nullable ChannelFlow flow;
    private volatile MediaPacer.@Nullable Track track;
    private long setupTimer;
    private volatile boolean over;
    private boolean channelClosed;
    private boolean begun;

    /**
     * A call that is being set up.
     *
     * @param hasChannel whether the offer has a data channel; without one only sidebands see events
     * @param budget what its data channel and its sidebands may have unsent, together with all others
     */
    RtcDriver(Parts parts, MediaPacer pacer, Executor workers, boolean hasChannel, SendBudget budget) {
        super(parts);
        this.hasChannel = hasChannel;
        this.budget = budget;
        this.pacer = pacer;
        this.workers = workers;
    }

    String callId() {
        return session.callId();
    }

    /** Whether the call is ending or has ended. */
    boolean isOver() {
        return over;
    }

    /** What the peer has to be made with. */
    RtcPeerListener listener() {
        return new Ears();
    }

    /** The peer exists; from any thread. When the simulator has been closed meanwhile nobody else closes it. */
    void adopt(RtcPeer made) {
        try {
            context.runOnContext(nothing -> start(made));
        } catch (RejectedExecutionException closed) {
            made.close();
        }
    }

    private void start(RtcPeer made) {
        if (over) {
            workers.execute(made::close);
            return;
        }
        peer = made;
        setupTimer = context.owner().setTimer(SETUP_MS, late -> {
            if (!session.isOpen()) {
                hangUp();
            }
        });
    }

    /** Ends the call; on the context. */
    void hangUp() {
        if (over) {
            return;
        }
        over = true;
        context.owner().cancelTimer(setupTimer);
        sidebands.forEach(sideband -> sideband.end(session.sidebandLingerMs()));
        sidebands.clear();
        ChannelFlow flowing = flow;
        if (flowing != null) {
            flowing.close();
        }
        MediaPacer.Track paced = track;
        if (paced != null) {
            pacer.remove(paced);
        }
        RtcPeer closing = peer;
        if (closing == null) {
            end();
            return;
        }
        // Closing a peer waits for its own threads, which may be waiting for this one.
        workers.execute(() -> {
            closing.close();
            onContext(this::end);
        });
    }

    @Override
    protected boolean send(String text) {
        ChannelFlow flowing = flow;
        if (flowing != null && !over) {
            flowing.send(text);
        }
        // What the channel has taken it has told of.
        return false;
    }

    @Override
    protected void overhear(ServerEvent event, String text) {
        sidebands.forEach(sideband -> sideband.overhear(event, text));
    }

    /** Lets a WebSocket listen in and steer, unless the call is over or has as many as it takes. */
    void attach(ServerWebSocket socket, Context socketContext, Consumer<Boolean> attached) {
        onContext(() -> {
            boolean room = !over && sidebands.size() < MAX_SIDEBANDS;
            if (!over && !room) {
                budget.limits().reached(MAX_SIDEBANDS + " sidebands on one call");
            }
            if (room) {
                Sideband sideband = new Sideband(socket, socketContext, this, budget);
                sidebands.add(sideband);
                socketContext.runOnContext(nothing -> sideband.start());
            }
            attached.accept(room);
        });
    }

    private void arrived(String text, long nanos) {
        ChannelFlow flowing = flow;
        if (flowing != null) {
            flowing.arrived(text, nanos);
        }
    }

    void detach(Sideband sideband) {
        onContext(() -> sidebands.remove(sideband));
    }

    void receiveAside(String text, long arrivedNanos) {
        onContext(() -> {
            if (!over) {
                receive(text, arrivedNanos);
            }
        });
    }

    void refuseAside(String code, String message) {
        onContext(() -> {
            if (!over) {
                refuse("", code, message, null, null);
            }
        });
    }

    @Override
    protected void closeTransport() {
        hangUp();
    }

    @Override
    protected long missedFrames() {
        MediaPacer.Track paced = track;
        return paced == null ? 0 : paced.missedFrames();
    }

    @Override
    protected void closeCrowded() {
        hangUp();
    }

    @Override
    void dropConnection() {
        onContext(this::hangUp);
    }

    @Override
    void close() {
        onContext(this::hangUp);
    }

    @Override
    protected void closeDataChannel() {
        RtcDataChannel open = channel;
        if (open != null && !over) {
            channelClosed = true;
            // Closing a channel waits for the engine's threads, which may be waiting for this one.
            workers.execute(open::close);
        }
    }

    @Override
    protected void ignoreConsentChecks() {
        RtcPeer answering = peer;
        if (answering != null && !over) {
            workers.execute(() -> {
                if (!answering.ignoreChecksWithoutNomination()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Checks for consent are answered all the same: only on loopback can they be ignored");
                }
            });
        }
    }

    private void pace() {
        RtcPeer sender = peer;
        OutputBuffer buffer = session.buffer();
        if (track == null && sender != null && buffer != null && !over) {
            track = new MediaPacer.Track(buffer, sender, () -> onSession(() -> {}), this::fail, lateness);
            pacer.add(track);
        }
    }

    private void fail(Throwable failure) {
        OutOfMemoryWatch.check(failure);
        note("Call " + callId() + " was ended, as its sound cannot be sent: " + failure);
        onContext(this::hangUp);
    }

    /** Both ends can be heard; a connection that is lost for a moment comes back to the same session. */
    private void begin() {
        if (!begun) {
            begun = true;
            open();
        }
    }

    /** The data channel, as its flow sees it. */
    private final class Outlet implements ChannelFlow.Owner {
        @Override
        public void later(Runnable task) {
            context.owner().setTimer(FLOW_MS, fired -> task.run());
        }

        @Override
        public void sent(String text) {
            noteSent(text);
        }

        @Override
        public void lost(RtcException why) {
            // Too long for what the other end takes: that one is lost, and what follows goes its way.
            note("An event for call " + callId() + " was not sent. " + why.getMessage());
        }

        @Override
        public void receive(String text, long arrivedNanos) {
            RtcDriver.this.receive(text, arrivedNanos);
        }

        @Override
        public void overloaded() {
            onContext(() -> {
                if (!over) {
                    budget.limits().reached("a client that reads its data channel too slowly; its call is ended");
                    note("Call " + callId() + " was ended, as its client reads its data channel too slowly.");
                    hangUp();
                }
            });
        }
    }

    /** Called on threads of the engine. */
    private final class Ears implements RtcPeerListener {
        @Override
        public void onState(RtcPeerState state) {
            onContext(() -> {
                if (state == RtcPeerState.CONNECTED) {
                    pace();
                    if (!hasChannel && !over) {
                        begin();
                    }
                } else if (state == RtcPeerState.FAILED || state == RtcPeerState.CLOSED) {
                    hangUp();
                }
            });
        }

        @Override
        public void onDataChannel(RtcDataChannel opened) {
            onContext(() -> {
                if (channel == null && !over) {
                    channel = opened;
                    flow = new ChannelFlow(opened, budget, new Outlet(), System::nanoTime);
                }
            });
            opened.listen(new RtcDataChannel.Listener() {
                @Override
                public void onOpen() {
                    onChannel(opened, () -> {
                        pace();
                        begin();
                    });
                }

                @Override
                public void onMessage(String text) {
                    long arrivedNanos = System.nanoTime();
                    onChannel(opened, () -> arrived(text, arrivedNanos));
                }

                @Override
                public void onClosed() {
                    onChannel(opened, () -> {
                        if (!channelClosed) {
                            hangUp();
                        }
                    });
                }
            });
        }

        @Override
        public void onAudio(short[] pcm) {
            boolean news;
            try {
                synchronized (session) {
                    news = session.handleAudio(pcm, pcm.length);
                }
            } catch (OutOfMemoryError e) {
                // Native code would swallow it.
                OutOfMemoryWatch.check(e);
                throw e;
            }
            if (news) {
                onSession(() -> {});
            }
        }

        private void onChannel(RtcDataChannel from, Runnable task) {
            onContext(() -> {
                if (from.equals(channel) && !over) {
                    task.run();
                }
            });
        }
    }
}
