package dev.bargein.simulator.speech;

/**
 * Tells speech by its loudness above the noise of the room: pure Java, for where no better detector is at hand. What is
 * loud and sudden is speech to it, be it a door or a tone.
 *
 * <p>The floor follows the quietest that was heard: down within some frames, up by {@value #RISE_DB_PER_S} dB in a second,
 * so that a lasting noise stops being speech in the end. Nothing under {@value #QUIETEST_DBFS} dBFS is ever speech.
 *
 * <p>Not thread-safe.
 */
public final class EnergyVoiceActivity implements VoiceActivity {
    /** Makes one for every stream; its name is {@code energy}. */
    public static final VoiceActivityProvider PROVIDER = new VoiceActivityProvider() {
        @Override
        public String name() {
            return "energy";
        }

        @Override
        public VoiceActivity create() {
            return new EnergyVoiceActivity();
        }
    };

    private static final double QUIETEST_DBFS = -50;
    private static final double RISE_DB_PER_S = 2;
    private static final double FALL_PER_FRAME = 0.2;
    private static final double FIRST_FLOOR_DBFS = -60;
    private static final double LOWEST_FLOOR_DBFS = -70;
    private static final double HIGHEST_FLOOR_DBFS = -20;

    /** As likely speech as not, above the floor. */
    private static final double EVEN_DB = 9;

    private static final double SLOPE_DB = 1.5;
    private static final double FRAME_S = 0.032;
    private static final double FULL_SCALE = 32_768;

    private double floorDbfs = FIRST_FLOOR_DBFS;

    /** A detector that has heard nothing yet. */
    public EnergyVoiceActivity() {}

    @Override
    public float probability(short[] frame) {
        double levelDbfs = levelDbfs(frame);
        double aboveDb = levelDbfs - floorDbfs;
        floorDbfs += aboveDb < 0 ? FALL_PER_FRAME * aboveDb : Math.min(aboveDb, RISE_DB_PER_S * FRAME_S);
        floorDbfs = Math.max(LOWEST_FLOOR_DBFS, Math.min(HIGHEST_FLOOR_DBFS, floorDbfs));
        if (levelDbfs < QUIETEST_DBFS) {
            return 0;
        }
        return (float) (1 / (1 + Math.exp((EVEN_DB - aboveDb) / SLOPE_DB)));
    }

    @Override
    public void close() {}

    /** The level without its constant part, which nobody hears. */
    private static double levelDbfs(short[] frame) {
        double sum = 0;
        double squares = 0;
        for (short sample : frame) {
            sum += sample;
            squares += (double) sample * sample;
        }
        double mean = sum / frame.length;
        double power = Math.max(0, squares / frame.length - mean * mean);
        return 10 * Math.log10(Math.max(1e-12, power / (FULL_SCALE * FULL_SCALE)));
    }
}
