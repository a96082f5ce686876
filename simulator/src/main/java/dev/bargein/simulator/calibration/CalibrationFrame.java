package dev.bargein.simulator.calibration;

/**
 * What 10 ms of sound say about themselves.
 *
 * @param index the number of the frame, counted from 0
 * @param startSample where the frame starts in the recording, in samples at 24 kHz; negative if the grid begins early
 * @param levelDbfs the level in dB relative to full scale (RMS); silence is {@link CalibrationDecoder#SILENCE_DBFS}
 * @param audible whether the level is above {@link CalibrationDecoder#AUDIBLE_DBFS}
 * @param signature the signature of the utterance, or -1 if the frame does not tell
 * @param positionMs the position in the utterance at the middle of the frame, in milliseconds modulo
 *     {@link CalibrationVoice#RANGE_MS}; NaN if the frame does not tell
 * @param confidence which part of the sound is calibration sound, 0 to 1
 */
public record CalibrationFrame(
        int index,
        long startSample,
        double levelDbfs,
        boolean audible,
        int signature,
        double positionMs,
        double confidence) {

    /** Whether the frame tells which utterance it belongs to. */
    public boolean attributed() {
        return signature >= 0;
    }

    CalibrationFrame withoutSignature() {
        return new CalibrationFrame(index, startSample, levelDbfs, audible, -1, Double.NaN, confidence);
    }
}
