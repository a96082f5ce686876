package dev.bargein.core.internal;

import dev.bargein.core.Command;
import dev.bargein.core.Notice;
import dev.bargein.protocol.ClientEvent;
import java.util.ArrayList;
import java.util.List;

/** Collects the commands of one step, each with the input that caused it. */
public final class CommandBuffer {
    private final List<Command> commands = new ArrayList<>();
    private long cause;
    private long nowNanos = Long.MIN_VALUE;
    private long eventCounter;
    private boolean connected;

    /** Begins a step. Time never runs backwards. */
    public void begin(long at) {
        commands.clear();
        cause++;
        nowNanos = Math.max(nowNanos, at);
    }

    /** The number of the input being handled. */
    public long cause() {
        return cause;
    }

    /** The time of the input being handled. */
    public long now() {
        return nowNanos;
    }

    /** A fresh id for a client event, so that an error can be told to whom it belongs. */
    public String nextEventId() {
        return "bg_" + ++eventCounter;
    }

    /** Adds a command. */
    public void add(Command command) {
        commands.add(command);
    }

    /** Whether events can be sent. */
    public void connected(boolean up) {
        connected = up;
    }

    /** Sends an event; without a transport it is lost. */
    public void send(ClientEvent event) {
        if (connected) {
            commands.add(new Command.Send(cause, event));
        }
    }

    /** Tells the application. */
    public void notify(Notice notice) {
        commands.add(new Command.Notify(cause, notice));
    }

    /** The commands of this step. */
    public List<Command> commands() {
        return commands;
    }
}
