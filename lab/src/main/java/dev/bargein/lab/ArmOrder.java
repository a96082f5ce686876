package dev.bargein.lab;

import dev.bargein.core.Strategy;
import java.util.Comparator;

/** The order of reports: scenario, then strategy in the order of {@link Strategy#all()}, then transport. */
final class ArmOrder {
    static final Comparator<Arm> INSTANCE = Comparator.comparing(Arm::scenario)
            .thenComparingInt(arm -> position(arm.strategy()))
            .thenComparing(arm -> arm.strategy().name())
            .thenComparing(Arm::transport)
            .thenComparing(arm -> arm.network().name());

    private ArmOrder() {}

    private static int position(Strategy strategy) {
        int index = Strategy.all().indexOf(strategy);
        return index < 0 ? Integer.MAX_VALUE : index;
    }
}
