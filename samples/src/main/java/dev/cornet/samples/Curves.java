package dev.cornet.samples;

import dev.cornet.models.History;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Draws learning curves: the figures of a training over its epochs, for training and validation. */
final class Curves {
    private Curves() {}

    /** Writes a PNG with one chart per figure, side by side: {@code save("curves.png", history, "loss", "accuracy")}. */
    static void save(String file, History history, String... figures) {
        List<Chart> charts = new ArrayList<>();
        for (String figure : figures) {
            charts.add(chart(figure + " per epoch", history, figure));
        }
        Chart.save(file, charts.size(), charts);
    }

    /** One figure of a training and of its validation. */
    static Chart chart(String title, History history, String figure) {
        Chart chart = new Chart(title, "epoch", figure).counting();
        add(chart, "training", history.get(figure));
        add(chart, "validation", history.get("val_" + figure));
        return chart;
    }

    /** A line of one value per epoch. */
    static void add(Chart chart, String name, double[] y) {
        chart.line(name, IntStream.rangeClosed(1, y.length).asDoubleStream().toArray(), y);
    }
}
