package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Prints what {@code benchmarks/compare} has found as tables in Markdown, and draws it: {@code Comparison LINES PICTURE}. */
final class Comparison {
    private static final Map<String, String> TITLES = Map.of(
            "W1", "MLP 784-512-512-10, training, batch 128",
            "W2", "CNN 32-64 on 28x28, training, batch 128",
            "W3", "LeNet on 28x28, training, batch 32",
            "W4", "VGG16 at 224, prediction",
            "W5", "head on frozen VGG16 at 64, training, batch 32",
            "W6", "ResNet50 at 224, prediction",
            "W7", "MobileNet at 224, prediction",
            "W8", "MLP 784-512-512-10, prediction of one sample",
            "W9", "LSTM 128 on 100x64, training, batch 32");

    private final Figures figures;
    private final List<String> libraries;

    private Comparison(Figures figures) {
        this.figures = figures;
        this.libraries = figures.libraries();
    }

    public static void main(String[] args) throws IOException {
        Comparison comparison = new Comparison(Figures.read(Path.of(args[0])));
        comparison.speed();
        System.out.println();
        comparison.cost();
        comparison.bars().write(Path.of(args[1]));
    }

    /** What a workload does, in a few words. */
    private static String title(String workload) {
        String[] parts = workload.split(":", 2);
        String title = TITLES.getOrDefault(parts[0], parts[0]);
        if (parts.length == 1) {
            return title;
        }
        return title + (Workloads.beside(workload) ? ", two cores busy" : ", batch " + parts[1]);
    }

    private void speed() {
        heading(around("workload", libraries, "Cornet against the best of the others", "cores others used"));
        for (String workload : figures.workloads()) {
            String ratio = figures.best(workload)
                    .map(best -> figures.ratio(workload, best))
                    .map(r -> String.format(Locale.ROOT, "**%.2f** (%.2f to %.2f)", r.median(), r.min(), r.max()))
                    .orElse("");
            String first = workload + " " + title(workload) + " (" + figures.unit(workload) + ")";
            String foreign = String.format(Locale.ROOT, "%.1f", figures.mostForeign(workload));
            row(around(first, cells(workload, library -> range(workload, library)), ratio, foreign));
        }
    }

    private void cost() {
        heading(around("most memory in MB (first step or call after the start of the JVM in s)", libraries));
        for (String workload : figures.workloads()) {
            row(around(workload, cells(workload, library -> memory(workload, library))));
        }
    }

    private Bars bars() {
        List<Bars.Bar> bars = new ArrayList<>();
        for (String workload : figures.workloads()) {
            figures.best(workload)
                    .ifPresent(best -> bars.add(
                            new Bars.Bar(workload + "  " + title(workload), best, figures.ratio(workload, best))));
        }
        return new Bars("How many times as fast as the best of the others Cornet is", bars);
    }

    private List<String> cells(String workload, Function<String, String> ofLibrary) {
        return libraries.stream()
                .map(library -> figures.has(workload, library) ? ofLibrary.apply(library) : "")
                .toList();
    }

    private String range(String workload, String library) {
        Figures.Spread found = figures.spread(workload, library, "median");
        String number = found.median() < 100 ? "%,.1f" : "%,.0f";
        return String.format(
                Locale.ROOT, number + " (" + number + " to " + number + ")", found.median(), found.min(), found.max());
    }

    private String memory(String workload, String library) {
        return String.format(
                Locale.ROOT,
                "%,.0f (%.2f)",
                figures.spread(workload, library, "peak_mb").median(),
                figures.spread(workload, library, "first_s").median());
    }

    private static void row(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static void heading(List<String> cells) {
        row(cells);
        System.out.println("|" + "---|".repeat(cells.size()));
    }

    private static List<String> around(String first, List<String> middle, String... last) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(middle);
        all.addAll(List.of(last));
        return all;
    }
}
