package dev.cornet.samples;

import dev.cornet.error.DataException;
import dev.cornet.model.History;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws learning curves: the figures of a training over its epochs, for training and validation. */
final class Curves {
    // colours that stay apart for the colour-blind (Okabe and Ito, 2008)
    private static final Color BLUE = new Color(0x0072B2);
    private static final Color ORANGE = new Color(0xE69F00);
    private static final Color GRID = new Color(0xE4E4E4);

    private Curves() {}

    /** Writes a PNG with one chart per figure, side by side: {@code save("curves.png", history, "loss", "accuracy")}. */
    static void save(String file, History history, String... figures) {
        List<XYChart> charts = new ArrayList<>();
        for (String figure : figures) {
            XYChart chart = chart(figure);
            line(chart, "training", history.get(figure), BLUE);
            line(chart, "validation", history.get("val_" + figure), ORANGE);
            charts.add(chart);
        }
        try {
            BitmapEncoder.saveBitmap(charts, 1, charts.size(), file, BitmapFormat.PNG);
        } catch (IOException e) {
            throw new DataException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static XYChart chart(String figure) {
        XYChart chart = new XYChartBuilder()
                .width(620)
                .height(440)
                .title(figure + " per epoch")
                .xAxisTitle("epoch")
                .yAxisTitle(figure)
                .build();
        XYStyler style = chart.getStyler();
        Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        style.setBaseFont(plain);
        style.setChartTitleFont(plain.deriveFont(Font.BOLD, 16f));
        style.setAxisTitleFont(plain.deriveFont(14f));
        style.setAxisTickLabelsFont(plain);
        style.setLegendFont(plain);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotGridLinesColor(GRID);
        style.setPlotBorderVisible(false);
        style.setChartTitleBoxVisible(false);
        style.setChartPadding(14);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
        style.setXAxisMin(0.0);
        style.setXAxisDecimalPattern("0");
        return chart;
    }

    private static void line(XYChart chart, String name, double[] y, Color color) {
        double[] epochs = IntStream.rangeClosed(1, y.length).asDoubleStream().toArray();
        XYSeries series = chart.addSeries(name, epochs, y);
        series.setLineColor(color).setLineWidth(2.2f);
        // a lone point has no line to be seen by
        series.setMarker(y.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                .setMarkerColor(color);
    }
}
