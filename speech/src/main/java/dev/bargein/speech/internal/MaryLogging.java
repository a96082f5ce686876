package dev.bargein.speech.internal;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Keeps MaryTTS from writing down what it is given to say: of every word that it cannot pronounce it logs an error with
 * the word, which goes to standard output where nobody has configured Log4j.
 */
public final class MaryLogging {
    /** The logger above all of MaryTTS. */
    private static final String LOGGER = "marytts";

    private MaryLogging() {}

    /** Switches it off, unless the application has configured that logger. */
    public static void switchOff() {
        boolean configured = LogManager.getContext(false) instanceof LoggerContext context
                && context.getConfiguration().getLoggers().containsKey(LOGGER);
        if (!configured) {
            Configurator.setLevel(LOGGER, Level.OFF);
        }
    }
}
