package dev.bargein.speech.internal;

import dev.bargein.speech.SpeechException;
import edu.cmu.sphinx.api.Configuration;
import edu.cmu.sphinx.api.Context;
import edu.cmu.sphinx.api.SpeechResult;
import edu.cmu.sphinx.recognizer.Recognizer;
import edu.cmu.sphinx.result.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sphinx4 with its American English model, made ready once. Not thread-safe: used by one thread at a time. */
public final class SphinxDecoder {
    /** A file of the model, to see whether it is there. */
    public static final String MODEL_RESOURCE = "/edu/cmu/sphinx/models/en-us/en-us.lm.bin";

    private static final String MODELS = "resource:/edu/cmu/sphinx/models/en-us/";
    private static final String DEFAULT_CONFIG = "/edu/cmu/sphinx/api/default.config.xml";
    private static final String JUL_CONFIG = "java.util.logging.config.class";

    /** All of Sphinx4 logs below the name of its configuration file. */
    private static final String CONFIG_NAME = "bargein-sphinx";

    private static final Logger LOGGER = Logger.getLogger(CONFIG_NAME);

    private final Context context;
    private final Recognizer recognizer;

    /**
     * Loads the model, in one to two seconds.
     *
     * @throws SpeechException when it cannot be read
     */
    public SphinxDecoder() {
        try {
            context = newContext();
        } catch (IOException e) {
            throw new SpeechException("Sphinx4 cannot read its model, or write a temporary file", e);
        }
        recognizer = context.getInstance(Recognizer.class);
        recognizer.allocate();
    }

    /** Sphinx4 would set up the logging of the whole process, unless somebody seems to have done so. */
    private static synchronized Context newContext() throws IOException {
        Configuration models = new Configuration();
        models.setAcousticModelPath(MODELS + "en-us");
        models.setDictionaryPath(MODELS + "cmudict-en-us.dict");
        models.setLanguageModelPath(MODELS + "en-us.lm.bin");
        // It warns of fifteen words of its own language model that its own dictionary lacks.
        LOGGER.setLevel(Level.SEVERE);
        Path directory = Files.createTempDirectory(CONFIG_NAME);
        Path file = directory.resolve(CONFIG_NAME + ".xml");
        boolean pretend = System.getProperty(JUL_CONFIG) == null;
        if (pretend) {
            System.setProperty(JUL_CONFIG, SphinxDecoder.class.getName());
        }
        try {
            Files.writeString(file, configuration());
            return new Context(file.toUri().toString(), models);
        } finally {
            if (pretend) {
                System.clearProperty(JUL_CONFIG);
            }
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    /**
     * Its own configuration with two things changed. The beams make it ten times faster, for some words in a hundred. The
     * mean of the sound is taken from the utterance itself and not from those before, so that the same sound always gives
     * the same words, and a first utterance without speech does not break all that follow.
     */
    private static String configuration() throws IOException {
        try (InputStream in = Context.class.getResourceAsStream(DEFAULT_CONFIG)) {
            if (in == null) {
                throw new IOException(DEFAULT_CONFIG + " is missing");
            }
            String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            xml = replace(xml, "\"absoluteBeamWidth\"  value=\"20000\"", "\"absoluteBeamWidth\" value=\"2000\"");
            xml = replace(xml, "\"relativeBeamWidth\"  value=\"1e-60\"", "\"relativeBeamWidth\" value=\"1e-50\"");
            xml = replace(xml, "\"absoluteWordBeamWidth\"  value=\"200\"", "\"absoluteWordBeamWidth\" value=\"100\"");
            return replace(xml, "feature.LiveCMN\"", "feature.BatchCMN\"");
        }
    }

    private static String replace(String xml, String old, String with) throws IOException {
        if (!xml.contains(old)) {
            throw new IOException(DEFAULT_CONFIG + " has no " + old + ": it is of another version");
        }
        return xml.replace(old, with);
    }

    /**
     * The words of an utterance, empty when there are none.
     *
     * @param pcm 16-bit little-endian mono at 16 kHz, with some silence around the words
     */
    public String recognize(byte[] pcm) {
        context.setSpeechSource(new ByteArrayInputStream(pcm));
        StringBuilder words = new StringBuilder();
        // A result for every stretch of speech between two silences.
        for (Result result = recognizer.recognize(); result != null; result = recognizer.recognize()) {
            String part = new SpeechResult(result).getHypothesis();
            if (!part.isBlank()) {
                words.append(words.length() == 0 ? "" : " ").append(part.strip());
            }
        }
        return words.toString();
    }

    /** Frees the model. */
    public void close() {
        recognizer.deallocate();
    }
}
