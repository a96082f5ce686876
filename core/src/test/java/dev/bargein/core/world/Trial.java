package dev.bargein.core.world;

import org.jspecify.annotations.Nullable;

/** Runs cases, and says of a failing one all that is needed to mend it. */
final class Trial {
    private Trial() {}

    /** What a case breaks; null when it holds all laws. */
    static @Nullable Violation of(Case conversation, Machine.Factory machine) {
        try {
            new World(conversation, machine, World.Mode.PLAIN).run();
            return null;
        } catch (Violation v) {
            return v;
        }
    }

    /** Fails with the smallest form of a case that breaks a law. */
    static void check(Case conversation, Machine.Factory machine) {
        World world = new World(conversation, machine, World.Mode.PLAIN);
        try {
            world.run();
        } catch (Violation v) {
            throw new AssertionError(report(conversation, world, v, machine), v);
        }
    }

    static String report(Case conversation, World world, Violation violation, Machine.Factory machine) {
        Case small = Shrinker.shrink(conversation, world.faults(), violation.invariant(), c -> of(c, machine));
        Violation last = of(small, machine);
        return "seed " + conversation.seed() + " breaks " + violation.getMessage()
                + "\nAs a regression test (core/src/test/resources/seeds/*.txt):\n# "
                + (last == null ? violation : last).getMessage() + "\n" + small.text();
    }

    /** What happens in a case, line by line, up to its violation. */
    static String story(Case conversation, Machine.Factory machine) {
        StringBuilder out = new StringBuilder();
        try {
            new World(conversation, machine, World.Mode.PLAIN)
                    .logTo(line -> out.append(line).append('\n'))
                    .run();
        } catch (Violation v) {
            out.append(v.getMessage()).append('\n');
        }
        return out.toString();
    }
}
