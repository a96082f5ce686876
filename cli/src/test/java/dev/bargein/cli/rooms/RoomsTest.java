package dev.bargein.cli.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Holds every module to the rules of the rooms. {@link BrokenRoomsTest} shows that each rule can fail. */
class RoomsTest {
    private static final Rooms ROOMS = new Rooms("dev.bargein");

    @SuppressWarnings("NullAway.Init")
    private static JavaClasses main;

    @SuppressWarnings("NullAway.Init")
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() throws IOException {
        main = Tree.mainClasses();
        tests = Tree.testClasses()
                .that(DescribedPredicate.describe(
                        "are not broken on purpose",
                        type -> !type.getPackageName().startsWith(BrokenRoomsTest.BASE)));
    }

    @Test
    void everyModuleThatCliStandsOnWasRead() {
        assertThat(Rooms.reachable("cli"))
                .filteredOn(module -> !main.containPackage("dev.bargein." + module))
                .as("modules without compiled classes")
                .isEmpty();
    }

    @Test
    void arrowsPointOnlyWhereTheMapSays() {
        ROOMS.arrowsPointOnlyWhereTheMapSays().check(main);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theBuildFilesDrawNoOtherArrow(Path module) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(module.resolve("pom.xml").toFile());
        NodeList dependencies = pom.getElementsByTagName("dependency");
        Set<String> declared = new HashSet<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String artifact = text(dependency, "artifactId");
            if (artifact.startsWith("bargein-") && !text(dependency, "scope").equals("test")) {
                declared.add(artifact.substring("bargein-".length()));
            }
        }

        String name = module.getFileName().toString();
        assertThat(Rooms.reachable(name)).containsAll(declared);
    }

    static List<Path> modules() throws IOException {
        return Tree.modules();
    }

    private static String text(Element element, String tag) {
        NodeList found = element.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void noModuleTouchesAnothersInternal() {
        ROOMS.noModuleTouchesAnothersInternal().check(main);
    }

    @Test
    void theMachineryOfAModuleIsBuiltInLayers() {
        ROOMS.everyInternalPackageHasItsLayer().check(main);
        ROOMS.internalPackagesKnowOnlyThoseBelow().check(main);
    }

    @Test
    void oneNameMeansOneThing() {
        ROOMS.simpleNamesAreUnique().check(main);
    }

    @Test
    void noPackageIsTooLargeForAGlance() {
        ROOMS.packagesAreSmall(Rooms.MAX_TYPES).check(main);
    }

    @Test
    void protocolAndCoreKnowNoClockThreadIoOrRandomness() {
        ROOMS.protocolAndCoreUseOnlyPureTypes().check(main);
        ROOMS.protocolAndCoreCallOnlyPureMethods().check(main);
    }

    @Test
    void coreNeverReachesAJsonLibrary() {
        ROOMS.coreNeverReachesAJsonLibrary().check(main);
    }

    @Test
    void onlyCliPrintsAndExits() {
        ROOMS.onlyCliPrints().check(main);
        ROOMS.onlyCliExits().check(main);
    }

    @Test
    void publicApiNamesNoTypeOfAThirdParty() {
        ROOMS.publicApiNamesNoTypeOfAThirdParty().check(main);
    }

    @Test
    void everyPackageIsNullMarked() {
        ROOMS.everyPackageIsNullMarked().check(main);
    }

    @Test
    void noTestSleeps() {
        TestRules.noTestSleeps().check(tests);
    }

    @Test
    void noTestIsSkipped() {
        TestRules.noTestIsSkipped().check(tests);
        TestRules.noTestClassIsSkipped().check(tests);
        TestRules.noTestSkipsItself().check(tests);
    }
}
