package dev.bargein.junit.internal;

import dev.bargein.simulator.ClientViolation;
import java.util.List;

/** Tells what a client did wrong, which rule that broke, and what to do. */
public final class ViolationText {
    private ViolationText() {}

    /** The violations of one session, with its timeline. */
    public static String of(MessageLog timeline, List<LoggedMessage> entries, List<ClientViolation> violations) {
        StringBuilder out = new StringBuilder();
        out.append(
                violations.size() == 1
                        ? "The client broke a rule of the Realtime protocol:"
                        : "The client broke rules of the Realtime protocol, " + violations.size() + " times:");
        int number = 0;
        for (ClientViolation violation : violations) {
            out.append("\n\n")
                    .append(++number)
                    .append(". ")
                    .append(violation.event())
                    .append(", ")
                    .append(TimelineText.ms(timeline.bornNanos(), violation.atNanos())
                            .strip())
                    .append(" ms after the session began");
            line(out, "sent", violation.excerpt());
            line(out, "answer", (violation.code().isEmpty() ? "" : violation.code() + ": ") + violation.message());
            line(out, "rule", violation.rule().sentence() + " (" + violation.rule() + ")");
            line(out, "do", violation.rule().remedy());
        }
        out.append("\n\nA test that means it says expectViolation(ProtocolRule.")
                .append(violations.get(0).rule())
                .append(") or allowViolation(...).\n\n");
        return out.append(TimelineText.of(timeline, entries)).toString();
    }

    private static void line(StringBuilder out, String name, String text) {
        out.append("\n   ")
                .append(name)
                .append(":")
                .append(" ".repeat(8 - name.length()))
                .append(text);
    }
}
