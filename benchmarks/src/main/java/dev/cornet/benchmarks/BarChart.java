package dev.cornet.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Horizontal bar chart of ratios, with a line for the range of each and a vertical line at 1. */
final class BarChart {
    private static final int WIDTH = 1120;
    private static final int ROW = 34;
    private static final Insets MARGIN = new Insets(60, 450, 20, 230);
    private static final Color FASTER = new Color(0x2a7f62);
    private static final Color SLOWER = new Color(0xb5651d);
    private static final Color INK = new Color(0x333333);

    private final String title;
    private final List<Bar> bars;

    /** A bar: label, ratio, and the library that Cornet is compared with. */
    record Bar(String label, String against, BenchmarkResults.Spread ratio) {}

    BarChart(String title, List<Bar> bars) {
        this.title = title;
        this.bars = bars;
    }

    void write(Path png) throws IOException {
        BufferedImage image =
                new BufferedImage(WIDTH, MARGIN.top + ROW * bars.size() + MARGIN.bottom, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        draw(g, image.getHeight());
        g.dispose();
        ImageIO.write(image, "png", png.toFile());
    }

    private void draw(Graphics2D g, int height) {
        double largest = Math.max(
                1, bars.stream().mapToDouble(bar -> bar.ratio().max()).max().orElse(1));
        double unit = (WIDTH - MARGIN.left - MARGIN.right) / largest; // pixels for a ratio of 1
        g.setColor(INK);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        g.drawString(title, 20, 34);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        g.setColor(Color.LIGHT_GRAY);
        g.setStroke(new BasicStroke(1));
        g.draw(new Line2D.Double(MARGIN.left + unit, MARGIN.top - 8, MARGIN.left + unit, height - 14));
        int y = MARGIN.top;
        for (Bar bar : bars) {
            draw(g, bar, y, unit);
            y += ROW;
        }
    }

    private static void draw(Graphics2D g, Bar bar, int y, double unit) {
        double middle = y + ROW / 2.0;
        BenchmarkResults.Spread ratio = bar.ratio();
        g.setColor(ratio.median() >= 1 ? FASTER : SLOWER);
        g.fill(new Rectangle2D.Double(MARGIN.left, y + 5.0, ratio.median() * unit, ROW - 10.0));
        g.setColor(INK);
        g.setStroke(new BasicStroke(2));
        g.draw(new Line2D.Double(MARGIN.left + ratio.min() * unit, middle, MARGIN.left + ratio.max() * unit, middle));
        int baseline = (int) middle + 5;
        g.drawString(bar.label(), 20, baseline);
        String text = String.format(Locale.ROOT, "%.2f × %s", ratio.median(), bar.against());
        g.drawString(text, (int) (MARGIN.left + ratio.max() * unit) + 10, baseline);
    }
}
