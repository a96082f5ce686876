package dev.bargein.lab.internal.handsfree;

import java.util.PriorityQueue;

/** Virtual time: what is to be done is done in order, and time is the time of what is done. Not thread-safe. */
final class AgendaClock {
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private long now;
    private long order;

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    static long ms(double ms) {
        return (long) (ms * 1e6);
    }

    long now() {
        return now;
    }

    void at(long nanos, Runnable what) {
        agenda.add(new Due(Math.max(now, nanos), order++, what));
    }

    void in(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    /** Goes on until nothing is to be done, or until a time. */
    void runUntil(long nanos) {
        while (!agenda.isEmpty() && agenda.peek().at() <= nanos) {
            Due due = agenda.remove();
            now = due.at();
            due.what().run();
        }
    }

    /** Forgets all that is to be done. */
    void stop() {
        agenda.clear();
    }
}
