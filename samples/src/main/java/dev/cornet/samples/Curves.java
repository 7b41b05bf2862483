package dev.cornet.samples;

import dev.cornet.model.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws learning curves: figures of a history over the epochs, as a PNG. */
final class Curves {
    private Curves() {}

    static void save(String file, String title, History history, String... figures) {
        XYChart chart = new XYChartBuilder()
                .width(800)
                .height(500)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        for (String figure : figures) {
            double[] values = history.get(figure);
            double[] epochs =
                    IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
            chart.addSeries(figure, epochs, Arrays.copyOf(values, values.length));
        }
        try {
            BitmapEncoder.saveBitmap(chart, file, BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("the curves cannot be written to " + file, e);
        }
    }
}
