package dev.bargein.core.internal;

import dev.bargein.core.PlayoutReport;
import dev.bargein.core.internal.playout.PlayoutGate;
import dev.bargein.core.internal.playout.SampleRing;
import java.util.ArrayList;
import java.util.List;

/**
 * Estimates, on WebRTC, at which sample of a response each of its items begins: keeps bounds, and a best guess between
 * them, as the stream itself does not say.
 *
 * <p>Certain are three things. An item that is announced begins no earlier than what was played by then. One that is
 * announced while the server's buffer has run out of its response begins where the sound breaks off. And where the server
 * cut an item, that much of it lies before the end of what arrived. The rest is guessed from the length of the text.
 *
 * <p>Positions are samples since the first of the response.
 */
final class ItemBoundaries {
    private static final long UNKNOWN = Long.MAX_VALUE;

    /** How far sound is taken to overtake the event that announces it. */
    private static final long OVERTAKE_SAMPLES = (long) PlayoutGate.OVERTAKE_FRAMES * SampleRing.FRAME;

    private final List<Bounds> begins = new ArrayList<>();
    private boolean brokenOff;
    private int announcedBefore;
    private int beginsAtBreak = -1;
    private long lastBreak = -1;

    /** Where an item begins, at the earliest and at the latest. */
    private static final class Bounds {
        long least;
        long most = UNKNOWN;
    }

    /**
     * How much of an item lies before a position, in samples.
     *
     * @param guess the best guess
     * @param least certainly so much
     * @param most certainly no more
     * @param length how long the item is by the best guess; 0 where nothing tells
     */
    record Share(long guess, long least, long most, long length) {
        boolean certain() {
            return least == most;
        }
    }

    /** The next item with sound is announced, and so much of the response was played by now. */
    void announced(long played) {
        Bounds bounds = new Bounds();
        if (begins.isEmpty()) {
            bounds.most = 0;
        } else {
            bounds.least = Math.max(begins.get(begins.size() - 1).least, played - OVERTAKE_SAMPLES);
        }
        if (brokenOff && begins.size() == announcedBefore) {
            beginsAtBreak = announcedBefore;
        }
        begins.add(bounds);
    }

    /** The server has sent all that it had until now. */
    void brokeOff() {
        brokenOff = true;
        announcedBefore = begins.size();
    }

    /** The server sends more. */
    void goesOn() {
        brokenOff = false;
    }

    /** So much arrived. */
    void arrived(PlayoutReport.Arrival arrival) {
        if (arrival.brokeOffAt() > lastBreak) {
            lastBreak = arrival.brokeOffAt();
            if (beginsAtBreak > 0) {
                beginsBetween(beginsAtBreak, lastBreak, lastBreak);
            }
            beginsAtBreak = -1;
        } else if (beginsAtBreak > 0 && arrival.over()) {
            notBefore(beginsAtBreak, arrival.samples());
        }
    }

    /** An item begins there, at the earliest and at the latest. */
    void beginsBetween(int item, long earliest, long latest) {
        notBefore(item, earliest);
        for (int i = 1; i <= item; i++) {
            Bounds bounds = begins.get(i);
            bounds.most = Math.max(bounds.least, Math.min(bounds.most, latest));
        }
    }

    /** An item begins there or later. */
    void notBefore(int item, long position) {
        for (int i = Math.max(1, item); i < begins.size(); i++) {
            Bounds bounds = begins.get(i);
            bounds.least = Math.min(bounds.most, Math.max(bounds.least, position));
        }
    }

    /**
     * How much of each item lies before a position.
     *
     * @param items the items, as they were announced
     * @param samplesPerCharacter how slowly the voice speaks
     */
    List<Share> before(long position, List<ItemState> items, double samplesPerCharacter) {
        List<Share> out = new ArrayList<>(items.size());
        long begin = 0;
        for (int i = 0; i < items.size(); i++) {
            boolean last = i + 1 >= Math.min(items.size(), begins.size());
            long next = last ? UNKNOWN : guess(i + 1, begin, items.get(i), samplesPerCharacter);
            long least = between(least(i + 1), most(i), position);
            long most = between(most(i + 1), least(i), position);
            long guess = between(next, begin, position);
            out.add(new Share(guess, Math.min(least, guess), Math.max(most, guess), last ? 0 : next - begin));
            begin = next;
        }
        return out;
    }

    private long guess(int item, long begin, ItemState before, double samplesPerCharacter) {
        long byText = begin + Math.round(before.text.length() * samplesPerCharacter);
        return Math.max(begin, Math.min(most(item), Math.max(least(item), byText)));
    }

    private long least(int item) {
        return item < begins.size() ? begins.get(item).least : UNKNOWN;
    }

    private long most(int item) {
        return item < begins.size() ? begins.get(item).most : UNKNOWN;
    }

    private static long between(long end, long begin, long position) {
        return Math.max(0, Math.min(end, position) - Math.min(begin, position));
    }
}
