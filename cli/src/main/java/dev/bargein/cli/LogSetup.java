package dev.bargein.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Sends what is logged to standard error, a line each and safe for a terminal. Made by {@code java.util.logging}. */
public final class LogSetup {
    /** Sets the logging of this process up. */
    public LogSetup() throws IOException {
        String settings = "handlers=java.util.logging.ConsoleHandler\n"
                + ".level=INFO\n"
                + "java.util.logging.SimpleFormatter.format=bargein: %5$s%6$s%n\n"
                + "java.util.logging.ConsoleHandler.formatter=" + Safe.class.getName() + "\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.UTF_8)));
    }

    /** The usual format, with characters that command a terminal made visible: what is logged may quote a stranger. */
    public static final class Safe extends SimpleFormatter {
        @Override
        public String format(LogRecord line) {
            return Printable.text(super.format(line));
        }
    }
}
