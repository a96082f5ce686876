package dev.bargein.simulator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a simulator writes into the log, from now on. */
public final class LogLines extends Handler implements AutoCloseable {
    /** Held because the log manager forgets loggers that nobody holds. */
    private final Logger logger = Logger.getLogger("dev.bargein.simulator");

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        logger.addHandler(this);
    }

    /** So far; what was thrown is written behind the message. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        StringWriter line = new StringWriter();
        line.append(formatter.formatMessage(entry));
        Throwable thrown = entry.getThrown();
        if (thrown != null) {
            line.append(" ");
            thrown.printStackTrace(new PrintWriter(line));
        }
        lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
