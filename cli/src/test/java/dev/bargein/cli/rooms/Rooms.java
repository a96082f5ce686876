package dev.bargein.cli.rooms;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, for the modules whose packages begin with {@code base}: the real ones, or those that break every rule.
 *
 * @param base the package above the modules' packages
 */
record Rooms(String base) {
    /** The modules, and what each may know directly; what those know, it may know too. */
    static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("protocol", Set.of()),
            Map.entry("rtc", Set.of()),
            Map.entry("core", Set.of("protocol")),
            Map.entry("client", Set.of("core", "rtc")),
            Map.entry("desktop", Set.of("client")),
            Map.entry("webrtc", Set.of("rtc")),
            Map.entry("simulator", Set.of("protocol", "rtc")),
            Map.entry("speech", Set.of("core", "simulator")),
            Map.entry("junit", Set.of("simulator")),
            Map.entry("lab", Set.of("client", "simulator")),
            Map.entry("browser", Set.of("core")),
            Map.entry("cli", Set.of("lab", "webrtc", "speech", "desktop")));

    /**
     * The packages within {@code internal} of a module, from the bottom up; the empty name is {@code internal} itself. A
     * class may know its own package and those below.
     */
    static final Map<String, List<String>> LAYERS = Map.of(
            "simulator",
            List.of(
                    "values",
                    "rules",
                    "limits",
                    "audio",
                    "model",
                    "faults",
                    "speech",
                    "response",
                    "session",
                    "script",
                    "transport",
                    "http",
                    ""),
            "core",
            List.of("heard", "playout", "", "connection"),
            "client",
            List.of("tool", "transport", ""),
            "lab",
            List.of("handsfree", "report", ""));

    /** Packages with more types than {@link #MAX_TYPES}; docs/architecture.md gives the reason. */
    private static final Set<String> LARGE_PACKAGES = Set.of("protocol");

    /** How many top-level types a package may have. */
    static final int MAX_TYPES = 20;

    private static final Set<String> SANS_IO = Set.of("protocol", "core");

    /** Programs and not libraries: they have no API. */
    static final Set<String> PROGRAMS = Set.of("cli", "browser");

    ArchRule arrowsPointOnlyWhereTheMapSays() {
        return every("class of ours")
                .should(dependOnlyOn(
                        "follow the arrows",
                        (from, to) -> !isOurs(to)
                                || module(to).equals(module(from))
                                || reachable(module(from)).contains(module(to))));
    }

    ArchRule noModuleTouchesAnothersInternal() {
        return every("class of ours")
                .should(dependOnlyOn(
                        "leave the internal packages of other modules alone",
                        (from, to) -> !isOurs(to)
                                || module(to).equals(module(from))
                                || !to.getPackageName().startsWith(base + "." + module(to) + ".internal")));
    }

    ArchRule internalPackagesKnowOnlyThoseBelow() {
        return every("class of ours")
                .should(dependOnlyOn("know no package of the module's machinery that is above", (from, to) -> {
                    if (!module(to).equals(module(from))) {
                        return true;
                    }
                    int here = layer(from);
                    int there = layer(to);
                    return here < 0 || there < 0 || there <= here;
                }));
    }

    /** The number of the layer of a class, counted from the bottom; -1 where its module has none. */
    private int layer(JavaClass type) {
        String internal = base + "." + module(type) + ".internal";
        String name = type.getBaseComponentType().getPackageName();
        if (!name.equals(internal) && !name.startsWith(internal + ".")) {
            return -1;
        }
        String room = name.equals(internal) ? "" : name.substring(internal.length() + 1);
        return LAYERS.getOrDefault(module(type), List.of()).indexOf(room);
    }

    ArchRule everyInternalPackageHasItsLayer() {
        return every("class of ours").should(new ArchCondition<>("be in a layer, where their module has layers") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean internal = (item.getPackageName() + ".").startsWith(base + "." + module(item) + ".internal.");
                if (internal && LAYERS.containsKey(module(item)) && layer(item) < 0) {
                    events.add(violated(item, item.getPackageName() + " has no place among the layers"));
                }
            }
        });
    }

    ArchRule simpleNamesAreUnique() {
        return every("class of ours").should(new ArchCondition<>("have a simple name that no other class has") {
            private final Map<String, Set<String>> names = new TreeMap<>();

            @Override
            public void init(Collection<JavaClass> all) {
                all.stream()
                        .filter(Rooms::isTopLevel)
                        .forEach(type -> names.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                                .add(type.getName()));
            }

            @Override
            public void check(JavaClass item, ConditionEvents events) {
                Set<String> same = names.getOrDefault(item.getSimpleName(), Set.of());
                if (isTopLevel(item) && same.size() > 1) {
                    events.add(violated(item, item.getSimpleName() + " names several things: " + same));
                }
            }
        });
    }

    /** Holds packages to a number of top-level types, but for those that are large with a reason. */
    ArchRule packagesAreSmall(int mostTypes) {
        return every("class of ours").should(new ArchCondition<>("live in a package of few types") {
            private final Map<String, Integer> sizes = new TreeMap<>();

            @Override
            public void init(Collection<JavaClass> all) {
                all.stream()
                        .filter(Rooms::isTopLevel)
                        .forEach(type -> sizes.merge(type.getPackageName(), 1, Integer::sum));
            }

            @Override
            public void check(JavaClass item, ConditionEvents events) {
                String name = item.getPackageName();
                int size = sizes.getOrDefault(name, 0);
                if (size > mostTypes && !LARGE_PACKAGES.contains(name.substring(base.length() + 1))) {
                    events.add(violated(item, name + " has " + size + " types, more than " + mostTypes));
                }
            }
        });
    }

    private static boolean isTopLevel(JavaClass type) {
        return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
    }

    ArchRule protocolAndCoreUseOnlyPureTypes() {
        return in(SANS_IO, "protocol and core")
                .should(dependOnlyOn(
                        "know no clock, thread, input, output or randomness", (from, to) -> Purity.isPure(to)));
    }

    ArchRule protocolAndCoreCallOnlyPureMethods() {
        return in(SANS_IO, "protocol and core")
                .should(access("call no clock, environment or randomness", Purity::isPure));
    }

    ArchRule coreNeverReachesAJsonLibrary() {
        return in(Set.of("core"), "core")
                .should(new ArchCondition<>("reach no JSON library through the events it uses") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (Dependency dependency : item.getTransitiveDependenciesFromSelf()) {
                            if (isJsonLibrary(dependency.getTargetClass())) {
                                events.add(violated(
                                        dependency, item.getName() + " reaches: " + dependency.getDescription()));
                            }
                        }
                    }
                });
    }

    ArchRule onlyCliPrints() {
        return notIn("cli", "library")
                .should(access(
                        "print nothing",
                        access -> !Printing.prints(access) || silencesALibrary(access.getOriginOwner())));
    }

    /** It prints nothing, but takes standard output away from a library that writes there while the process ends. */
    private boolean silencesALibrary(JavaClass type) {
        return type.getName().equals(base + ".webrtc.internal.JvmExit");
    }

    ArchRule onlyCliExits() {
        return notIn("cli", "library").should(access("leave the process alone", access -> !Printing.exits(access)));
    }

    ArchRule publicApiNamesNoTypeOfAThirdParty() {
        return classes()
                .that(DescribedPredicate.describe("exported types", this::isExported))
                .should(new ArchCondition<>("name only types of ours and of the JDK") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        Signatures.of(item).forEach((where, type) -> {
                            if (!isOursOrTheJdks(type) && !isJUnitsWhereThatIsTheSubject(item, type)) {
                                events.add(violated(item, where + " names " + type.getName()));
                            }
                        });
                    }
                });
    }

    ArchRule everyPackageIsNullMarked() {
        return every("class of ours").should(new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(violated(item, item.getPackageName() + " has no package-info.java with @NullMarked"));
                }
            }
        });
    }

    /** All that may be known from a module, however indirectly. */
    static Set<String> reachable(String module) {
        Set<String> reached = new TreeSet<>();
        collect(module, reached);
        return reached;
    }

    private static void collect(String module, Set<String> reached) {
        for (String next : ARROWS.getOrDefault(module, Set.of())) {
            if (reached.add(next)) {
                collect(next, reached);
            }
        }
    }

    /** The module of a class; empty if it is none of ours. */
    private String module(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        if (!name.startsWith(base + ".")) {
            return "";
        }
        String rest = name.substring(base.length() + 1);
        int dot = rest.indexOf('.');
        String module = dot < 0 ? rest : rest.substring(0, dot);
        return ARROWS.containsKey(module) ? module : "";
    }

    private boolean isOurs(JavaClass type) {
        return !module(type).isEmpty();
    }

    private boolean isExported(JavaClass type) {
        return isOurs(type)
                && !PROGRAMS.contains(module(type))
                && !(type.getPackageName() + ".").contains(".internal.")
                && Signatures.isPublic(type);
    }

    private boolean isOursOrTheJdks(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return type.getBaseComponentType().isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith(base + ".");
    }

    /** An extension of JUnit cannot but name what it extends. */
    private boolean isJUnitsWhereThatIsTheSubject(JavaClass item, JavaClass type) {
        return module(item).equals("junit") && type.getName().startsWith("org.junit.jupiter.api.extension.");
    }

    private static boolean isJsonLibrary(JavaClass type) {
        String name = type.getName();
        return name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.");
    }

    private GivenClassesConjunction every(String what) {
        return classes().that(DescribedPredicate.describe("are a " + what, this::isOurs));
    }

    private GivenClassesConjunction in(Set<String> modules, String what) {
        return classes().that(DescribedPredicate.describe("are in " + what, type -> modules.contains(module(type))));
    }

    private GivenClassesConjunction notIn(String module, String what) {
        return classes()
                .that(DescribedPredicate.describe(
                        "are in a " + what,
                        type -> isOurs(type) && !module(type).equals(module)));
    }

    private static ArchCondition<JavaClass> dependOnlyOn(String description, Allowed allowed) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    if (!allowed.test(item, dependency.getTargetClass())) {
                        events.add(violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> access(String description, Predicate<JavaAccess<?>> allowed) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    if (!allowed.test(access)) {
                        events.add(violated(access, access.getDescription()));
                    }
                }
            }
        };
    }

    /** Whether a class may know another. */
    @FunctionalInterface
    private interface Allowed {
        boolean test(JavaClass from, JavaClass to);
    }
}
