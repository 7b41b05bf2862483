package dev.cornet.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The allowed dependencies between packages and between modules. A package that is missing here fails the build. */
@AnalyzeClasses(packages = "dev.cornet", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    /** The packages of {@code api} under {@code dev.cornet}, from the bottom up: each may use only packages of earlier rows. */
    private static final List<List<String>> ROWS = List.of(
            List.of("console"),
            List.of("exceptions"),
            List.of("random"),
            List.of("tensor"),
            List.of("backend"),
            List.of("file"),
            List.of("config"),
            List.of("initializers", "regularizers", "constraints"),
            List.of("nn"),
            List.of("activations", "losses", "optimizers"),
            List.of("metrics"),
            List.of("data"),
            List.of("preprocessing"),
            List.of("datasets"),
            List.of("graph"),
            List.of("training"),
            List.of("models"),
            List.of("saving"));

    /** The package of the facade {@code Cornet}, above every row. */
    private static final String FACADE = "dev.cornet";

    /** The packages of the other modules, each with those of these packages that it may use; all may use {@code api}. */
    private static final Map<String, List<String>> MODULES = Map.of(
            "testing", List.of(),
            "blas", List.of(),
            "layers", List.of(),
            "callbacks", List.of(),
            "formats", List.of(),
            "applications", List.of("layers"),
            "samples", List.of("testing", "layers", "callbacks", "applications"));

    /** The classes that may print; messages for the user are not logged. */
    private static final String PRINTERS = "dev\\.cornet\\.(console\\.Console|blas\\.Doctor)(\\$.*)?";

    private static String[] packages(Stream<String> names) {
        return names.map(name -> "dev.cornet." + name + "..").toArray(String[]::new);
    }

    private static Stream<String> rows(int from, int to) {
        return ROWS.subList(from, to).stream().flatMap(List::stream);
    }

    private static void check(ArchRule rule, String why, JavaClasses classes) {
        rule.because(why).allowEmptyShould(true).check(classes);
    }

    @ArchTest
    static void everyPackageIsListed(JavaClasses classes) {
        String[] known = packages(Stream.concat(rows(0, ROWS.size()), MODULES.keySet().stream()));
        check(
                classes().that().resideOutsideOfPackage(FACADE).should().resideInAnyPackage(known),
                "a new package needs its row or module in this test",
                classes);
    }

    @ArchTest
    static void aPackageUsesOnlyTheRowsBelowIt(JavaClasses classes) {
        for (int row = 0; row < ROWS.size(); row++) {
            for (String name : ROWS.get(row)) {
                String[] forbidden = packages(rows(row, ROWS.size()).filter(other -> !other.equals(name)));
                check(
                        noClasses()
                                .that()
                                .resideInAnyPackage(packages(Stream.of(name)))
                                .should()
                                .dependOnClassesThat(
                                        resideInAnyPackage(forbidden).or(resideInAnyPackage(FACADE))),
                        "a package of api uses only the rows below its own",
                        classes);
            }
        }
    }

    @ArchTest
    static void planIsBelowFusionAndFusionBelowTheEngine(JavaClasses classes) {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.cornet.graph.plan")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.cornet.graph", "dev.cornet.graph.fusion"),
                "a plan says what is computed, not how",
                classes);
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.cornet.graph.fusion")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.cornet.graph"),
                "fusion changes plans, the engine runs them",
                classes);
    }

    @ArchTest
    static void apiKnowsNoOtherModule(JavaClasses classes) {
        check(
                noClasses()
                        .that(resideInAnyPackage(packages(rows(0, ROWS.size()))).or(resideInAnyPackage(FACADE)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages(MODULES.keySet().stream())),
                "the other modules depend on api",
                classes);
    }

    @ArchTest
    static void aModuleUsesOnlyItsListedModules(JavaClasses classes) {
        MODULES.forEach((module, dependencies) -> {
            Stream<String> others =
                    MODULES.keySet().stream().filter(other -> !other.equals(module) && !dependencies.contains(other));
            check(
                    noClasses()
                            .that()
                            .resideInAnyPackage(packages(Stream.of(module)))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(packages(others)),
                    "dependencies between modules are listed and form no cycle",
                    classes);
        });
    }

    @ArchTest
    static void packagesFormNoCycle(JavaClasses classes) {
        check(
                slices().matching("dev.cornet.(**)").should().beFreeOfCycles(),
                "packages must be readable from the bottom up",
                classes);
    }

    @ArchTest
    static void librariesDoNotPrint(JavaClasses classes) {
        check(
                noClasses()
                        .that(not(resideInAnyPackage("dev.cornet.samples..")).and(not(nameMatching(PRINTERS))))
                        .should(ACCESS_STANDARD_STREAMS),
                "libraries log; only the listed classes print",
                classes);
    }

    /** Messages do not depend on the default locale: no number is formatted and no name changed to lower case with it. */
    @ArchTest
    static void noMessageDependsOnTheDefaultLocale(JavaClasses classes) {
        check(
                noClasses()
                        .that(not(resideInAnyPackage("dev.cornet.samples..", "dev.cornet.benchmarks..")))
                        .should()
                        .callMethod(String.class, "format", String.class, Object[].class)
                        .orShould()
                        .callMethod(String.class, "formatted", Object[].class)
                        .orShould()
                        .callMethod(String.class, "toLowerCase")
                        .orShould()
                        .callMethod(String.class, "toUpperCase")
                        .orShould()
                        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                        .orShould()
                        .callMethod(PrintStream.class, "format", String.class, Object[].class)
                        .orShould()
                        .callConstructor(Formatter.class)
                        .orShould()
                        .callConstructor(Formatter.class, Appendable.class)
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(NumberFormat.class, MessageFormat.class),
                "messages have Latin digits and a full stop everywhere: give Locale.ROOT",
                classes);
    }
}
