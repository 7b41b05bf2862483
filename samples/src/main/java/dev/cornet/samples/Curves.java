package dev.cornet.samples;

import dev.cornet.models.History;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Learning curves: losses and metrics per epoch, for training and validation. */
final class Curves {
    private Curves() {}

    /** Writes a PNG file with one chart per metric, side by side: {@code save("curves.png", history, "loss", "accuracy")}. */
    static void save(String file, History history, String... metrics) {
        List<Chart> charts = new ArrayList<>();
        for (String metric : metrics) {
            charts.add(chart(metric + " per epoch", history, metric));
        }
        Chart.save(file, charts.size(), charts);
    }

    /** A chart of one metric in training and validation. */
    static Chart chart(String title, History history, String metric) {
        Chart chart = new Chart(title, "epoch", metric).counting();
        add(chart, "training", history.get(metric));
        add(chart, "validation", history.get("val_" + metric));
        return chart;
    }

    /** Adds a line with one value per epoch. */
    static void add(Chart chart, String name, double[] y) {
        chart.line(name, IntStream.rangeClosed(1, y.length).asDoubleStream().toArray(), y);
    }
}
