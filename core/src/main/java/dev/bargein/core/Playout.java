package dev.bargein.core;

import dev.bargein.core.internal.playout.Fade;
import dev.bargein.core.internal.playout.PlayoutGate;
import dev.bargein.core.internal.playout.TrackQueue;
import java.util.Arrays;

/**
 * The player: a pull queue of audio that knows what it belongs to, and the gate before a live stream.
 *
 * <p>The speaker asks for the next 10 ms with {@link #render}; what comes out is what was heard, counted sample by sample.
 * A flush takes effect with the next frame, which carries a fade of at most 5 ms and then silence. So does a pause, after
 * which every sample that was not played follows, in order.
 *
 * <p>Not thread-safe; drive it together with its {@link Conversation} under one lock. No call blocks or takes longer
 * than a copy of a few frames.
 */
public final class Playout {
    /** Samples in a frame of 10 ms. */
    public static final int FRAME_SAMPLES = 240;

    private final TransportTraits traits;
    private final TrackQueue tracks = new TrackQueue();
    private final PlayoutGate gate = new PlayoutGate();
    private final short[] fade = new short[Fade.SAMPLES];
    private int fadeLength;
    private double fadeGain = 1;
    private boolean muted;
    private boolean paused;
    /** How far the fall to silence or the rise from it is. */
    private int gainIndex = Fade.SAMPLES;

    private boolean changed;

    /** A player with nothing to play. */
    public Playout(TransportTraits traits) {
        this.traits = traits;
    }

    /** Carries out a command of the conversation. */
    public void apply(Command.PlayoutCommand command) {
        if (command instanceof Command.Play play) {
            tracks.play(play.track(), play.pcm().toPcm());
        } else if (command instanceof Command.Discard discard) {
            tracks.discard(discard.track(), discard.samples());
        } else if (command instanceof Command.Flush) {
            cut(tracks.flush(fade));
        } else if (command instanceof Command.ShutGate) {
            cut(gate.shut(fade));
        } else if (command instanceof Command.ExpectLive expect) {
            gate.expect(expect.responseId());
        } else if (command instanceof Command.OpenGate open) {
            gate.open(open.responseId(), open.oldGone());
        } else if (command instanceof Command.EndLive end) {
            gate.end(end.responseId(), end.announced());
        } else if (command instanceof Command.Mute mute) {
            silence(mute.muted(), paused);
        } else if (command instanceof Command.Pause) {
            silence(muted, true);
        } else if (command instanceof Command.Resume) {
            silence(muted, false);
        }
        changed = true;
    }

    /** Takes 10 ms of the live stream; copies it. */
    public void live(short[] pcm) {
        gate.append(pcm);
    }

    /**
     * Fills 10 ms for the speaker; silence where there is nothing.
     *
     * @return whether something changed that the conversation should know soon: hand it a {@link #report()}
     */
    public boolean render(short[] into) {
        // What is heard of the fall before a pause is played: nothing is lost of it, and nothing comes twice.
        int wanted = paused ? Math.min(into.length, Fade.SAMPLES - gainIndex) : into.length;
        int filled =
                traits.audioTaggedWithItem() ? tracks.read(into, wanted, !muted) : gate.render(into, wanted, !muted);
        Arrays.fill(into, filled, into.length, (short) 0);
        applyGain(into, filled);
        mixFade(into);
        boolean tracksChanged = tracks.takeChanged();
        boolean liveChanged = gate.takeChanged();
        boolean was = changed;
        changed = false;
        return tracksChanged || liveChanged || was;
    }

    /** What was done so far. */
    public PlayoutReport report() {
        return new PlayoutReport(tracks.report(), gate.report(), gate.arrivals());
    }

    private void silence(boolean mute, boolean pause) {
        if ((mute || pause) != (muted || paused)) {
            gainIndex = Fade.SAMPLES - gainIndex;
        }
        muted = mute;
        paused = pause;
    }

    /** All that waited is gone, and with it the reason for a pause. */
    private void cut(int length) {
        // A voice that is to be held and has not fallen yet falls now; one that is only to rise again is silent
        // already.
        fadeGain = muted || paused ? Fade.fall(gainIndex) : Fade.rise(gainIndex);
        fadeLength = fadeGain == 0 ? 0 : length;
        paused = false;
        gainIndex = muted ? gainIndex : Fade.SAMPLES;
    }

    private void mixFade(short[] into) {
        for (int i = 0; i < Math.min(fadeLength, into.length); i++) {
            int mixed = into[i] + Fade.round(fadeGain * fade[i] * Fade.fall(i));
            into[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, mixed));
        }
        fadeLength = 0;
    }

    private void applyGain(short[] into, int filled) {
        boolean silenced = muted || paused;
        if (!silenced && gainIndex >= Fade.SAMPLES) {
            return;
        }
        for (int i = 0; i < filled; i++) {
            double gain = silenced ? Fade.fall(gainIndex) : Fade.rise(gainIndex);
            into[i] = (short) (into[i] * gain);
            gainIndex = Math.min(Fade.SAMPLES, gainIndex + 1);
        }
    }
}
