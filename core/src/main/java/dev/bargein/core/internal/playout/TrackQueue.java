package dev.bargein.core.internal.playout;

import dev.bargein.core.MediaTime;
import dev.bargein.core.PlayoutReport;
import dev.bargein.core.TrackId;
import dev.bargein.protocol.audio.PcmQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Audio that came in events: one queue per content part, played one after the other, with a ledger for each. */
public final class TrackQueue {
    /** Ledgers that are kept; the oldest settled one is forgotten first. */
    public static final int MAX_TRACKS = 64;

    /** Audio that may wait: 15 minutes. More is dropped, and counted as dropped. */
    public static final long MAX_QUEUED_SAMPLES = 15L * 60 * MediaTime.SAMPLE_RATE_HZ;

    private final Map<TrackId, Track> tracks = new LinkedHashMap<>();
    private @Nullable Track current;
    private long queued;
    private boolean changed;

    /** Queues samples of a part. */
    public void play(TrackId id, short[] pcm) {
        Track track = track(id);
        track.received += pcm.length;
        if (pcm.length == 0 || queued + pcm.length > MAX_QUEUED_SAMPLES) {
            track.dropped += pcm.length;
            return;
        }
        track.waiting.add(pcm);
        queued += pcm.length;
    }

    /** Counts samples of a part that are not to be played. */
    public void discard(TrackId id, int samples) {
        Track track = track(id);
        track.received += samples;
        track.dropped += samples;
    }

    /** Copies up to {@code length} samples into the frame and counts them; the number of samples that there were. */
    public int read(short[] into, int length, boolean audible) {
        int written = 0;
        while (written < length) {
            Track track = nextWithAudio();
            if (track == null) {
                break;
            }
            if (track.played == 0 && track.dropped == 0) {
                changed = true;
            }
            int taken = track.take(into, written, length - written, audible);
            queued -= taken;
            written += taken;
            if (track.waiting.isEmpty()) {
                changed = true;
            }
        }
        return written;
    }

    /**
     * Drops all that waits.
     *
     * @param fade receives the next samples of what is sounding, to be faded out; they count as dropped
     * @return the number of samples put into {@code fade}
     */
    public int flush(short[] fade) {
        int tail = 0;
        Track sounding = current;
        if (sounding != null && sounding.played > 0 && !sounding.waiting.isEmpty()) {
            tail = sounding.take(fade, 0, fade.length, false);
        }
        for (Track track : tracks.values()) {
            track.dropAll();
        }
        queued = 0;
        current = null;
        changed = true;
        return tail;
    }

    /** Samples that wait. */
    public long queued() {
        return queued;
    }

    /** Whether a part began or ran out since the last call. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** The ledgers, oldest first. */
    public List<PlayoutReport.Track> report() {
        List<PlayoutReport.Track> out = new ArrayList<>(tracks.size());
        for (Track t : tracks.values()) {
            out.add(new PlayoutReport.Track(t.id, t.received, t.played, t.waiting.size(), t.dropped));
        }
        return out;
    }

    private @Nullable Track nextWithAudio() {
        if (current != null && !current.waiting.isEmpty()) {
            return current;
        }
        for (Track track : tracks.values()) {
            if (!track.waiting.isEmpty()) {
                current = track;
                return track;
            }
        }
        return null;
    }

    private Track track(TrackId id) {
        Track track = tracks.get(id);
        if (track == null) {
            track = new Track(id);
            tracks.put(id, track);
            if (tracks.size() > MAX_TRACKS) {
                forgetOne(id);
            }
        }
        return track;
    }

    /** Forgets the oldest settled ledger; where none is settled, the oldest one with its audio. */
    private void forgetOne(TrackId except) {
        Track victim = null;
        for (Track t : tracks.values()) {
            if (t.waiting.isEmpty() && !t.id.equals(except)) {
                victim = t;
                break;
            }
        }
        Iterator<Track> oldest = tracks.values().iterator();
        if (victim == null && oldest.hasNext()) {
            victim = oldest.next();
        }
        if (victim != null) {
            queued -= victim.waiting.size();
            tracks.remove(victim.id);
            if (victim == current) {
                current = null;
            }
        }
    }

    private static final class Track {
        final TrackId id;
        final PcmQueue waiting = new PcmQueue();
        long received;
        long played;
        long dropped;

        Track(TrackId id) {
            this.id = id;
        }

        int take(short[] into, int at, int length, boolean audible) {
            int taken = waiting.take(into, at, length);
            if (audible) {
                played += taken;
            } else {
                dropped += taken;
            }
            return taken;
        }

        void dropAll() {
            dropped += waiting.size();
            waiting.clear();
        }
    }
}
