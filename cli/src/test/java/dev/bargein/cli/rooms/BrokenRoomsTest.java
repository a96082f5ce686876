package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that every rule can fail: the package {@code broken} holds one offence for each. */
class BrokenRoomsTest {
    static final String BASE = "dev.bargein.cli.rooms.broken";

    private static final Rooms BROKEN = new Rooms(BASE);
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(BASE);

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void theOffenceIsFound(ArchRule rule, String offender) {
        assertThatThrownBy(() -> rule.check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(offender);
    }

    static List<Arguments> theOffenceIsFound() {
        return List.of(
                Arguments.of(BROKEN.protocolAndCoreCallOnlyPureMethods(), "ReadsAClock"),
                Arguments.of(BROKEN.protocolAndCoreCallOnlyPureMethods(), "RollsDice"),
                Arguments.of(BROKEN.protocolAndCoreUseOnlyPureTypes(), "StartsAThread"),
                Arguments.of(BROKEN.coreNeverReachesAJsonLibrary(), "UsesAJsonEvent"),
                Arguments.of(BROKEN.arrowsPointOnlyWhereTheMapSays(), "FollowsNoArrow"),
                Arguments.of(BROKEN.noModuleTouchesAnothersInternal(), "Hidden"),
                Arguments.of(BROKEN.internalPackagesKnowOnlyThoseBelow(), "LooksUpwards"),
                Arguments.of(BROKEN.everyInternalPackageHasItsLayer(), BASE + ".client.internal.attic"),
                Arguments.of(BROKEN.simpleNamesAreUnique(), "Twin names several things"),
                Arguments.of(BROKEN.packagesAreSmall(2), BASE + ".client has"),
                Arguments.of(BROKEN.onlyCliPrints(), "java.lang.System.out"),
                Arguments.of(BROKEN.onlyCliPrints(), "printStackTrace"),
                Arguments.of(BROKEN.onlyCliExits(), "java.lang.System.exit"),
                Arguments.of(BROKEN.publicApiNamesNoTypeOfAThirdParty(), "picocli.CommandLine"),
                Arguments.of(BROKEN.publicApiNamesNoTypeOfAThirdParty(), "com.fasterxml.jackson.core.JsonToken"),
                Arguments.of(BROKEN.everyPackageIsNullMarked(), BASE + ".protocol"),
                Arguments.of(TestRules.noTestSleeps(), "SleepsAndSkips.sleeps()"),
                Arguments.of(TestRules.noTestIsSkipped(), "SleepsAndSkips.sleeps()"),
                Arguments.of(TestRules.noTestClassIsSkipped(), "SleepsAndSkips"),
                Arguments.of(TestRules.noTestSkipsItself(), "assumeTrue"));
    }

    @Test
    void aClassThatBreaksNoRuleIsNotAccused() {
        assertThatThrownBy(() -> BROKEN.arrowsPointOnlyWhereTheMapSays().check(CLASSES))
                .hasMessageNotContaining("UsesAJsonEvent");
        assertThatThrownBy(() -> BROKEN.onlyCliPrints().check(CLASSES)).hasMessageNotContaining("ExposesPicocli");
    }
}
