package dev.bargein.client.internal.tool;

import dev.bargein.client.Tool;
import dev.bargein.core.Notice;
import dev.bargein.protocol.CodecLimits;
import dev.bargein.protocol.Json;
import dev.bargein.protocol.JsonObject;
import dev.bargein.protocol.ProtocolException;
import dev.bargein.protocol.Redactor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the functions that the model calls, a few at a time and each with a deadline, on threads that do nothing else.
 *
 * <p>Every call ends in one output: of the function, or an error that the model can read. How many calls wait is bounded by
 * the conversation.
 *
 * <p>Thread-safe; nothing here blocks its caller.
 */
public final class ToolRunner {
    private static final int THREADS = 4;
    private static final int IDLE_THREAD_S = 10;

    /** What comes of a call. */
    public interface Output {
        /** Takes the output of a call; on any thread. */
        void of(String callId, String output, boolean spoken);
    }

    private final Map<String, Tool> tools;
    private final Set<String> applications;
    private final ScheduledExecutorService timer;
    private final Output output;
    private final Consumer<String> problems;
    private final Redactor secrets;
    private final ThreadPoolExecutor threads;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private static final class Running {
        final Tool tool;
        volatile @Nullable Future<?> call;
        volatile @Nullable ScheduledFuture<?> deadline;

        Running(Tool tool) {
            this.tool = tool;
        }

        void cancel() {
            Future<?> c = call;
            if (c != null) {
                c.cancel(true);
            }
            forget();
        }

        void forget() {
            ScheduledFuture<?> d = deadline;
            if (d != null) {
                d.cancel(false);
            }
        }
    }

    /**
     * Makes one without calls.
     *
     * @param tools by name
     * @param applications names of functions that the model knows and that the application answers by itself
     * @param timer for deadlines
     * @param problems is told of functions that fail, for people
     * @param secrets what neither the model nor the problems must say
     */
    public ToolRunner(
            Map<String, Tool> tools,
            Set<String> applications,
            ScheduledExecutorService timer,
            Output output,
            Consumer<String> problems,
            Redactor secrets) {
        this.tools = Map.copyOf(tools);
        this.applications = Set.copyOf(applications);
        this.timer = timer;
        this.output = output;
        this.problems = problems;
        this.secrets = secrets;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_THREAD_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "bargein-tool-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs what the model called, unless that is the application's. */
    public void called(Notice.ToolCalled call) {
        if (tools.isEmpty() || applications.contains(call.name())) {
            return;
        }
        Tool tool = tools.get(call.name());
        if (tool == null) {
            problem("The model called the function '" + call.name() + "', which does not exist");
            output.of(call.callId(), error("there is no function '" + call.name() + "'"), true);
            return;
        }
        Running r = new Running(tool);
        running.put(call.callId(), r);
        try {
            r.call = threads.submit(() -> run(call, r));
            r.deadline = timer.schedule(() -> late(call, r), tool.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The session has ended.
            running.remove(call.callId());
        }
        if (!running.containsKey(call.callId())) {
            r.forget();
        }
    }

    /** Nobody waits for the output of a call any more. */
    public void dropped(String callId) {
        Running r = running.remove(callId);
        if (r != null) {
            r.cancel();
        }
    }

    /** Interrupts what runs; nothing more comes of it. */
    public void close() {
        for (String callId : running.keySet()) {
            dropped(callId);
        }
        threads.shutdownNow();
    }

    private void run(Notice.ToolCalled call, Running r) {
        String said;
        try {
            said = r.tool.call(arguments(call.arguments()));
            if (said == null) {
                said = "";
            }
        } catch (IllegalArgumentException | ProtocolException e) {
            // As a rule what is wrong about the arguments, for the model to mend.
            said = failed(call, e);
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                // Who cancelled the call has answered it, or nobody waits for it.
                Thread.currentThread().interrupt();
            }
            said = failed(call, e);
        }
        if (running.remove(call.callId(), r)) {
            r.forget();
            output.of(call.callId(), said, r.tool.isSpoken());
        }
    }

    private static JsonObject arguments(String text) {
        // Models leave the arguments of a function that takes none empty.
        return text.trim().isEmpty() ? JsonObject.EMPTY : Json.parseObject(text, CodecLimits.CLIENT_INBOUND);
    }

    private String failed(Notice.ToolCalled call, Throwable e) {
        String message = e.getMessage();
        String words =
                message == null || message.trim().isEmpty() ? e.getClass().getSimpleName() : message;
        problem("The function '" + call.name() + "' failed: " + e);
        return error(words);
    }

    private void late(Notice.ToolCalled call, Running r) {
        if (running.remove(call.callId(), r)) {
            r.cancel();
            problem("The function '" + call.name() + "' gave no output within " + seconds(r.tool)
                    + "; give it more time with Tool.withTimeout");
            output.of(call.callId(), error("no result within " + seconds(r.tool)), r.tool.isSpoken());
        }
    }

    private static String seconds(Tool tool) {
        long ms = tool.timeout().toMillis();
        return ms % 1_000 == 0 ? ms / 1_000 + " s" : ms + " ms";
    }

    private void problem(String text) {
        problems.accept(secrets.redact(text));
    }

    private String error(String text) {
        return Json.write(JsonObject.EMPTY.with("error", secrets.redact(text)));
    }
}
