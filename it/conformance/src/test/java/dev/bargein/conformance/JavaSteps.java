package dev.bargein.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Takes a client for the JVM through the steps: each has a deadline, and one that fails does not end the run. */
final class JavaSteps implements AutoCloseable {
    private static final long STEP_SECONDS = 15;

    private final ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "conformance-steps");
        thread.setDaemon(true);
        return thread;
    });
    private final List<StepResult> results = new ArrayList<>();

    /** What a step does. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    void step(String name, Step step) throws InterruptedException {
        long start = System.nanoTime();
        Future<?> running = runner.submit(() -> {
            step.run();
            return null;
        });
        String status = StepResult.YES;
        String why = "";
        try {
            running.get(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failure) {
            running.cancel(true);
            status = StepResult.NO;
            why = failure.getCause() == null
                    ? failure.toString()
                    : failure.getCause().toString();
        }
        results.add(new StepResult(name, status, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), why));
    }

    List<StepResult> results() {
        return List.copyOf(results);
    }

    @Override
    public void close() {
        runner.shutdownNow();
    }
}
