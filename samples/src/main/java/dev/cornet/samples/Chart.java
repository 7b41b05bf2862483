package dev.cornet.samples;

import dev.cornet.exceptions.DataException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of lines, points and regions. Several charts can be saved side by side in one image. */
final class Chart {
    /** Colours that colour-blind readers can distinguish (Okabe and Ito, 2008), in the order of use. */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2),
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xD55E00),
            new Color(0xCC79A7),
            new Color(0x56B4E9));

    private static final int MANY_POINTS = 20;
    private static final Color GRID = new Color(0xE4E4E4);

    private final XYChart chart;
    private int drawn;

    Chart(String title, String xTitle, String yTitle) {
        this(title, xTitle, yTitle, 620, 440);
    }

    /** Creates a chart of that many pixels. */
    Chart(String title, String xTitle, String yTitle, int width, int height) {
        chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
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
        style.setYAxisDecimalPattern("#,##0.######");
        style.setChartPadding(14);
        style.setLegendBorderColor(Color.WHITE);
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
    }

    /** Sets the ranges of both axes. */
    Chart within(double left, double right, double bottom, double top) {
        chart.getStyler().setXAxisMin(left).setXAxisMax(right);
        chart.getStyler().setYAxisMin(bottom).setYAxisMax(top);
        return this;
    }

    /** Sets the x axis for a count of epochs or steps: from 0, with few labels, so that they are integers. */
    Chart counting() {
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisTickMarkSpacingHint(90);
        return this;
    }

    /** Labels both axes, whose values are logarithms to base 2, with the powers of two. */
    Chart powersOfTwo() {
        Function<Double, String> power = value -> String.format(Locale.ROOT, "%.0f", Math.pow(2, value));
        XYStyler style = chart.getStyler();
        style.setXAxisTickLabelsFormattingFunction(power).setXAxisTickMarkSpacingHint(120);
        style.setYAxisTickLabelsFormattingFunction(power).setYAxisTickMarkSpacingHint(70);
        return this;
    }

    /** Writes a small text around the point (x, y). */
    Chart label(String text, double x, double y) {
        chart.getStyler().setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        chart.addAnnotation(new AnnotationText(text, x, y, false));
        return this;
    }

    Chart line(String name, double[] x, double[] y) {
        Color color = nextColor();
        // a single point needs a marker to be visible
        series(name, x, y, color, y.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        return this;
    }

    /** Adds a thin grey line without a legend, with which other lines are compared. */
    Chart thin(double[] x, double[] y) {
        XYSeries series = series("#" + drawn++, x, y, Color.GRAY, SeriesMarkers.NONE);
        series.setLineWidth(1f).setShowInLegend(false);
        return this;
    }

    /** Adds points joined by a thin line. */
    Chart path(String name, double[] x, double[] y) {
        XYSeries series = series(name, x, y, nextColor(), SeriesMarkers.CIRCLE);
        series.setLineWidth(1f);
        return this;
    }

    Chart points(String name, double[] x, double[] y) {
        dots(name, x, y, nextColor(), SeriesMarkers.CIRCLE);
        return this;
    }

    /** Adds points of a class in its colour. */
    Chart points(int c, double[] x, double[] y) {
        dots("class " + c, x, y, COLORS.get(c), SeriesMarkers.CIRCLE);
        return this;
    }

    /** Fills the background around the points (x, y) of a fine grid with a light colour of class c. */
    Chart region(int c, double[] x, double[] y) {
        Color color = COLORS.get(c);
        Color light = new Color(
                (2 * 255 + color.getRed()) / 3, (2 * 255 + color.getGreen()) / 3, (2 * 255 + color.getBlue()) / 3);
        dots("#" + drawn++, x, y, light, SeriesMarkers.SQUARE).setShowInLegend(false);
        return this;
    }

    private XYSeries dots(String name, double[] x, double[] y, Color color, Marker marker) {
        XYSeries series = series(name, x, y, color, marker);
        series.setLineStyle(
                new BasicStroke(0, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {0, 1e6f}, 0));
        series.setLineColor(new Color(0, true));
        return series;
    }

    private XYSeries series(String name, double[] x, double[] y, Color color, Marker marker) {
        chart.getStyler().setMarkerSize(6);
        XYSeries series = chart.addSeries(name, withRoundLabels(x), y);
        series.setLineColor(color).setLineWidth(2.2f);
        series.setMarker(marker).setMarkerColor(color);
        return series;
    }

    /**
     * Moves the first of many evenly spaced values slightly: otherwise XChart would label multiples of their step (267, 534, 801) instead
     * of round numbers.
     */
    private static double[] withRoundLabels(double[] x) {
        double[] shifted = x.clone();
        if (x.length > MANY_POINTS) {
            shifted[0] += (x[1] - x[0]) / 100;
        }
        return shifted;
    }

    private Color nextColor() {
        return COLORS.get(drawn++ % COLORS.size());
    }

    /** Writes charts to a PNG file, {@code columns} in each row. */
    static void save(String file, int columns, List<Chart> charts) {
        List<XYChart> all = new ArrayList<>();
        charts.forEach(chart -> all.add(chart.chart));
        try {
            BitmapEncoder.saveBitmap(all, (all.size() + columns - 1) / columns, columns, file, BitmapFormat.PNG);
        } catch (IOException e) {
            throw new DataException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
