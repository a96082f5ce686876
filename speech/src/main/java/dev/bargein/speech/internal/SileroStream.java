package dev.bargein.speech.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.bargein.speech.SpeechException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * One stream through {@link SileroModel}: 512 samples at 16 kHz in, a probability out. The model sees the last 64 samples
 * before each frame as well, without which it hears nothing, and remembers a state.
 *
 * <p>Not thread-safe.
 */
public final class SileroStream implements AutoCloseable {
    /** Samples of one frame at 16 kHz. */
    public static final int FRAME_SAMPLES = 512;

    private static final int CONTEXT_SAMPLES = 64;
    private static final int STATE_VALUES = 2 * 128;
    private static final int RATE_HZ = 16_000;
    private static final float FULL_SCALE = 32_768f;

    private final SileroModel model;
    private final FloatBuffer input = floats(CONTEXT_SAMPLES + FRAME_SAMPLES);
    private final FloatBuffer state = floats(STATE_VALUES);
    private final OnnxTensor inputTensor;
    private final OnnxTensor stateTensor;
    private final OnnxTensor rateTensor;
    private final Map<String, OnnxTensor> inputs;
    private boolean closed;

    /**
     * A stream that has heard nothing yet.
     *
     * @throws SpeechException when the model cannot be loaded
     */
    public SileroStream() {
        model = SileroModel.acquire();
        try {
            // The tensors share their memory with the buffers, so that a frame allocates next to nothing.
            inputTensor = OnnxTensor.createTensor(model.environment(), input, new long[] {1, input.capacity()});
            stateTensor = OnnxTensor.createTensor(model.environment(), state, new long[] {2, 1, STATE_VALUES / 2});
            rateTensor =
                    OnnxTensor.createTensor(model.environment(), LongBuffer.wrap(new long[] {RATE_HZ}), new long[] {});
        } catch (OrtException e) {
            SileroModel.release();
            throw new SpeechException("The speech detector has no memory left", e);
        }
        inputs = Map.of("input", inputTensor, "state", stateTensor, "sr", rateTensor);
    }

    /** How likely it is that somebody speaks in this frame, 0 to 1. */
    public float probability(short[] frame) {
        for (int i = 0; i < FRAME_SAMPLES; i++) {
            input.put(CONTEXT_SAMPLES + i, frame[i] / FULL_SCALE);
        }
        try (OrtSession.Result result = model.run(inputs)) {
            float probability = tensor(result, 0).getFloatBuffer().get(0);
            state.put(0, tensor(result, 1).getFloatBuffer(), 0, STATE_VALUES);
            input.put(0, input, FRAME_SAMPLES, CONTEXT_SAMPLES);
            return probability;
        } catch (OrtException e) {
            throw new SpeechException("The speech detector failed", e);
        }
    }

    private static OnnxTensor tensor(OrtSession.Result result, int index) {
        return (OnnxTensor) result.get(index);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inputTensor.close();
            stateTensor.close();
            rateTensor.close();
            SileroModel.release();
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
