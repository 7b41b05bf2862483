package dev.cornet.architecture;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Classes of one package that depend on each other can only be understood together. In the packages of training, saving and graphs, such
 * groups have at most three classes; in those of the contract and of models, they are listed.
 * Nested classes count as part of their outermost class.
 */
@AnalyzeClasses(packages = "dev.cornet", importOptions = DoNotIncludeTests.class)
final class ClassCycleTest {
    private static final int MOST_CLASSES = 3;

    /** The only group of classes of {@code models} that depend on each other; all follow from the forms of users' calls. */
    private static final Map<String, String> MODELS = Map.ofEntries(
            entry("Model", "fit, evaluate and predict take arguments that hold callbacks"),
            entry("Functional", "a superclass of Model; calls that set an option of the layer return the Model itself"),
            entry("Compilable", "a superclass of Model, below Functional"),
            entry("StoredModel", "a superclass of Model, below Compilable; load and fromJson return a Model"),
            entry("Fit", "holds callbacks"),
            entry("RunOptions", "holds callbacks; the sealed superclass of Evaluate and Predict"),
            entry("Evaluate", "a subclass of RunOptions"),
            entry("Predict", "a subclass of RunOptions"),
            entry("Callback", "model() returns the Model of the run; saveTraining writes that model"),
            entry("CallbackContext", "what a callback knows of its run, the Model included"),
            entry("ModelInTraining", "the Model as the training loop uses it; created by the Model"),
            entry("CallbackListener", "a callback as the training loop calls it; created by the Model"),
            entry("FitCall", "one call of Model.fit with its Fit"),
            entry(
                    "TrainingRun",
                    "the progress of that call: binds the callbacks to the Model, restores both from files"),
            entry("Services", "finds the two services that models and callbacks call"),
            entry("ModelStorage", "a service that saves and loads a Model"),
            entry("ArchitectureFormat", "a service that converts a Model to and from JSON"));

    /** The larger group of classes of {@code nn}; all follow from the forms of the calls of users and of authors of operations. */
    private static final Map<String, String> NN = Map.of(
            "Operation", "operation.of(symbols) applies it; its subtype Layer counts its calls",
            "Layer", "layer.output() and layer.input() return symbols of its nodes",
            "Symbol", "symbol.then(layer) applies a layer; symbol.node() has computed it",
            "Node", "one call of an Operation on symbols",
            "Call", "Call.training(false).of(layer, symbols) applies a layer",
            "FusionContext", "fuse of an Operation asks which of two operations learns",
            "SplitActivation", "an Operation split into two Operations");

    /** The other group of {@code nn}. */
    private static final Map<String, String> PASS =
            Map.of("Pass", "Pass.inference() creates one for tests", "PlainPass", "the Pass that it creates");

    @ArchTest
    static void groupsOfTrainingSavingAndGraphAreSmall(JavaClasses classes) {
        List<Set<String>> large = Stream.of("training", "saving", "graph", "graph.plan", "graph.fusion")
                .flatMap(name -> groups("dev.cornet." + name, classes).stream())
                .filter(group -> group.size() > MOST_CLASSES)
                .toList();
        assertEquals(List.of(), large, "groups of more than " + MOST_CLASSES + " classes that depend on each other");
    }

    @ArchTest
    static void onlyTheListedClassesOfTheContractDependOnEachOther(JavaClasses classes) {
        assertEquals(
                Set.of(new TreeSet<>(NN.keySet()), new TreeSet<>(PASS.keySet())),
                Set.copyOf(groups("dev.cornet.nn", classes)),
                "groups of classes of nn that depend on each other; a further class needs a reason in this test");
    }

    @ArchTest
    static void onlyTheListedClassesOfModelsDependOnEachOther(JavaClasses classes) {
        assertEquals(
                List.of(new TreeSet<>(MODELS.keySet())),
                groups("dev.cornet.models", classes),
                "groups of classes of models that depend on each other; a further class needs a reason in this test");
    }

    /** The groups of two or more classes of a package in which each class depends on each other one, directly or through others. */
    private static List<Set<String>> groups(String packageName, JavaClasses classes) {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        for (JavaClass from : classes) {
            if (from.getPackageName().equals(packageName)) {
                Set<String> used = dependencies.computeIfAbsent(outermost(from), name -> new TreeSet<>());
                from.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .filter(to -> to.getPackageName().equals(packageName) && !to.isArray())
                        .forEach(to -> used.add(outermost(to)));
            }
        }
        List<Set<String>> groups = new ArrayList<>();
        for (String name : dependencies.keySet()) {
            Set<String> group = new TreeSet<>(reachable(name, dependencies));
            group.removeIf(other -> !reachable(other, dependencies).contains(name));
            if (group.size() > 1 && !groups.contains(group)) {
                groups.add(group);
            }
        }
        return groups;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> dependencies) {
        Set<String> found = new TreeSet<>();
        List<String> next = new ArrayList<>(List.of(from));
        while (!next.isEmpty()) {
            for (String to : dependencies.getOrDefault(next.remove(next.size() - 1), Set.of())) {
                if (found.add(to)) {
                    next.add(to);
                }
            }
        }
        return found;
    }

    private static String outermost(JavaClass nested) {
        return nested.getName().substring(nested.getPackageName().length() + 1).replaceAll("\\$.*", "");
    }
}
