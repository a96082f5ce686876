package dev.bargein.conformance;

/**
 * What became of a step.
 *
 * @param step its name, a column of the matrix
 * @param status {@code yes}, {@code no}, or {@code n/a} where the client has nothing to do it with
 * @param ms how long it took
 * @param why it did not work, or does not apply; empty for {@code yes}
 */
record StepResult(String step, String status, long ms, String why) {
    static final String YES = "yes";
    static final String NO = "no";
}
