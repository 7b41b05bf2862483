package dev.cornet.samples;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.DataException;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.tensor.Tensor;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A picture of misclassified images in a grid: index and true class above each image, predicted class below it. */
final class Mistakes {
    private static final int COLUMNS = 8;
    private static final int SIDE = 96;
    private static final int LINE = 18;
    private static final int GAP = 16;
    private static final int HEAD = 44;
    private static final Color RED = new Color(0xD55E00);

    private Mistakes() {}

    /** Draws up to {@code max} misclassified images of (n, height, width, 1); returns the number of all misclassified images. */
    static int save(String file, Tensor images, Tensor truth, int[] predicted, int max) {
        List<Integer> wrong = IntStream.range(0, predicted.length)
                .filter(i -> (int) truth.get(i) != predicted[i])
                .boxed()
                .toList();
        int shown = Math.min(max, wrong.size());
        int rows = (shown + COLUMNS - 1) / COLUMNS;
        int cell = SIDE + 2 * LINE + GAP;
        BufferedImage picture = new BufferedImage(
                COLUMNS * (SIDE + GAP) + GAP, HEAD + rows * cell + GAP / 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        g.setColor(Color.DARK_GRAY);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        g.drawString(wrong.size() + " of " + predicted.length + " misclassified", GAP, 28);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        for (int i = 0; i < shown; i++) {
            int at = wrong.get(i);
            int left = GAP + i % COLUMNS * (SIDE + GAP);
            int top = HEAD + i / COLUMNS * cell;
            centred(g, at + ": true " + (int) truth.get(at), left, top + LINE - 5, Color.DARK_GRAY);
            g.drawImage(inkOnPaper(images.rows(at, at + 1)), left, top + LINE, SIDE, SIDE, null);
            g.setColor(Color.LIGHT_GRAY);
            g.drawRect(left, top + LINE, SIDE - 1, SIDE - 1);
            centred(g, "predicted " + predicted[at], left, top + 2 * LINE + SIDE - 4, RED);
        }
        g.dispose();
        try {
            ImageIO.write(picture, "png", new File(file));
        } catch (IOException e) {
            throw new DataException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return wrong.size();
    }

    private static void centred(Graphics2D g, String text, int left, int baseline, Color color) {
        g.setColor(color);
        g.drawString(text, left + (SIDE - g.getFontMetrics().stringWidth(text)) / 2, baseline);
    }

    private static BufferedImage inkOnPaper(Tensor x) {
        Tensor paper = x.copy().reshape(x.shape().withoutBatch());
        Ops.scale(paper, -1);
        return Images.arrayToImg(paper);
    }
}
