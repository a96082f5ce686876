package dev.bargein.simulator.internal.response;

import dev.bargein.simulator.script.Answer;
import dev.bargein.simulator.script.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response is going to put out, as far as its brain has said. A brain fills it from any thread, its generation
 * reads it on the session's.
 *
 * <p>Thread-safe; one monitor, held for a moment.
 */
final class ResponsePlan implements Reply {
    private static final int MAX_ITEMS = 64;
    private static final Answer PIECEMEAL = Answer.ofText("piece by piece").withFirstAudioDelayMs(0);

    private final boolean callsAllowed;
    private final List<Planned> items = new ArrayList<>();
    private final List<Runnable> whenAbandoned = new ArrayList<>();
    private @Nullable Answer timing;
    private Answer.@Nullable Ending ending;
    private @Nullable Runnable wake;
    private @Nullable Planned open;
    private int characters;
    private boolean abandoned;

    /** An item to come. Guarded by the plan. */
    private static final class Planned {
        private final List<Answer.Part> parts = new ArrayList<>();
        private boolean closed;

        Planned(Answer.Part first) {
            parts.add(first);
        }
    }

    /** A plan that leaves calls out when the client wanted none. */
    ResponsePlan(boolean callsAllowed) {
        this.callsAllowed = callsAllowed;
    }

    /** From now on, runs this whenever there is more. */
    synchronized void onMore(Runnable task) {
        wake = task;
    }

    /** When and how to put it out; null while the brain has not said anything. */
    synchronized @Nullable Answer timing() {
        return timing;
    }

    /** The first part of an item; null when it is not known, or there is none. */
    synchronized Answer.@Nullable Part item(int index) {
        return index < items.size() ? items.get(index).parts.get(0) : null;
    }

    /** A part of an item; null when it is not known, or there is none. */
    synchronized Answer.@Nullable Part part(int index, int number) {
        List<Answer.Part> parts = items.get(index).parts;
        return number < parts.size() ? parts.get(number) : null;
    }

    /** Whether more is known to be said or called after so many items. */
    synchronized boolean hasMoreThan(int count) {
        return items.stream().skip(count).anyMatch(item -> !(item.parts.get(0) instanceof Answer.Pause));
    }

    /** Whether the item has no more than so many parts. */
    synchronized boolean isWhole(int index, int parts) {
        Planned item = items.get(index);
        return item.closed && item.parts.size() <= parts;
    }

    /** How it ends when there are no more than so many items; null when there are more, or may be. */
    synchronized Answer.@Nullable Ending endingAfter(int count) {
        return count >= items.size() ? ending : null;
    }

    /** Nobody wants it any more. */
    void abandon() {
        List<Runnable> tasks;
        synchronized (this) {
            abandoned = true;
            tasks = List.copyOf(whenAbandoned);
            whenAbandoned.clear();
            items.clear();
            open = null;
            wake = null;
        }
        tasks.forEach(Runnable::run);
    }

    @Override
    public void answer(Answer answer) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            timing = timing == null ? answer : timing;
            for (Answer.Part part : answer.parts()) {
                if (callsAllowed || !(part instanceof Answer.Call)) {
                    add(part);
                }
            }
            closeItem();
            ending = answer.ending();
        }
        tell();
    }

    @Override
    public void say(String text) {
        if (text.isBlank()) {
            return;
        }
        synchronized (this) {
            if (isOver() || !hasRoom(text)) {
                return;
            }
            Answer.Part part = Answer.Part.ofText(text.trim());
            Planned growing = open;
            if (growing == null) {
                open = add(part);
            } else {
                growing.parts.add(part);
            }
        }
        tell();
    }

    @Override
    public void call(String name, String arguments) {
        Answer.checkFunction(name);
        synchronized (this) {
            if (isOver() || !callsAllowed || !hasRoom(arguments)) {
                return;
            }
            add(Answer.Part.ofCall(name, arguments));
        }
        tell();
    }

    @Override
    public void end(Answer.Ending how) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            begin();
            closeItem();
            ending = how;
        }
        tell();
    }

    @Override
    public void onAbandoned(Runnable task) {
        synchronized (this) {
            if (!abandoned) {
                whenAbandoned.add(task);
                return;
            }
        }
        task.run();
    }

    private boolean isOver() {
        return ending != null || abandoned;
    }

    private boolean hasRoom(String text) {
        begin();
        characters += text.length();
        if (characters <= Answer.MAX_TEXT_CHARACTERS && items.size() < MAX_ITEMS) {
            return true;
        }
        closeItem();
        ending = Answer.Ending.incomplete("max_output_tokens");
        return false;
    }

    private void begin() {
        timing = timing == null ? PIECEMEAL : timing;
    }

    private Planned add(Answer.Part part) {
        closeItem();
        Planned item = new Planned(part);
        item.closed = !(part instanceof Answer.Speech);
        items.add(item);
        open = item.closed ? null : item;
        return item;
    }

    private void closeItem() {
        Planned growing = open;
        if (growing != null) {
            growing.closed = true;
            open = null;
        }
    }

    private void tell() {
        Runnable task;
        synchronized (this) {
            task = wake;
        }
        if (task != null) {
            task.run();
        }
    }
}
