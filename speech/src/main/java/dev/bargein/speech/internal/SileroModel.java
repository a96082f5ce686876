package dev.bargein.speech.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.bargein.speech.SpeechException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Silero VAD 6, loaded once for all streams: with the first one, until the last is closed.
 *
 * <p>Thread-safe.
 */
public final class SileroModel {
    /** The model, as the Silero Team published it. */
    public static final String RESOURCE = "silero_vad_v6.onnx";

    private static @Nullable SileroModel shared;
    private static int streams;

    private final OrtEnvironment environment;
    private final OrtSession session;

    private SileroModel() throws IOException, OrtException {
        environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "bargein");
        OnnxLibraries.removeFiles();
        environment.setTelemetry(false);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // On the caller's thread: a frame takes a tenth of a millisecond, and threads that spin would take a core.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(bytes(), options);
        }
    }

    /**
     * The model for one more stream, which gives it back with {@link #release}.
     *
     * @throws SpeechException when ONNX Runtime cannot be loaded here
     */
    public static synchronized SileroModel acquire() {
        SileroModel model = shared;
        if (model == null) {
            model = load();
            shared = model;
        }
        streams++;
        return model;
    }

    /** A stream is closed. */
    static synchronized void release() {
        streams--;
        SileroModel last = shared;
        if (streams == 0 && last != null) {
            shared = null;
            try {
                last.session.close();
            } catch (OrtException e) {
                throw new SpeechException("The speech detector could not be unloaded", e);
            }
        }
    }

    /** Streams that are open. */
    static synchronized int openStreams() {
        return streams;
    }

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession.Result run(Map<String, OnnxTensor> inputs) throws OrtException {
        return session.run(inputs);
    }

    private static SileroModel load() {
        try {
            return new SileroModel();
        } catch (LinkageError | OrtException | RuntimeException e) {
            throw new SpeechException(
                    "The speech detector Silero needs the native library of com.microsoft.onnxruntime:onnxruntime, which"
                            + " cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + " (" + e
                            + "): use another machine, or detect speech by its"
                            + " loudness with EnergyVoiceActivity",
                    e);
        } catch (IOException e) {
            throw new SpeechException("The model " + RESOURCE + " cannot be read from the class path", e);
        }
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = SileroModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is missing");
            }
            return in.readAllBytes();
        }
    }
}
