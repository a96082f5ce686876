package dev.bargein.simulator.internal.model;

import dev.bargein.simulator.ClientViolation;
import dev.bargein.simulator.ProtocolRule;
import dev.bargein.simulator.internal.limits.SessionMemory;
import dev.bargein.simulator.internal.rules.Violations;
import dev.bargein.simulator.script.Interruption;
import java.util.ArrayList;
import java.util.List;

/** What a session writes down for measurement. Not thread-safe. */
public final class SessionLedger {
    private static final int MAX_INTERRUPTIONS = 1_000;
    private static final int MAX_VIOLATIONS = 200;
    private static final long INTERRUPTION_BYTES = 512;

    private final SessionMemory memory;
    private final List<Interruption> interruptions = new ArrayList<>();
    private final List<ClientViolation> violations = new ArrayList<>();

    public SessionLedger(SessionMemory memory) {
        this.memory = memory;
    }

    public void interruption(Interruption interruption) {
        if (interruptions.size() < MAX_INTERRUPTIONS) {
            interruptions.add(interruption);
            memory.addText(INTERRUPTION_BYTES);
        }
    }

    public void violation(ClientViolation violation) {
        long bytes = Violations.bytes(violation);
        boolean room = violations.size() < MAX_VIOLATIONS && memory.hasRoomForText(bytes);
        if (room || isNew(violation.rule())) {
            violations.add(violation);
            memory.addText(bytes);
        }
    }

    public List<Interruption> interruptions() {
        return List.copyOf(interruptions);
    }

    /** One of each rule is always kept: those that a test allows must not hide one that it does not. */
    private boolean isNew(ProtocolRule rule) {
        return violations.stream().noneMatch(known -> known.rule() == rule);
    }

    public List<ClientViolation> violations() {
        return List.copyOf(violations);
    }
}
