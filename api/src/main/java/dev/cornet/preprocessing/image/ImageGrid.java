package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Images beside each other on white, each with a line of text below it. */
final class ImageGrid {
    /** Images smaller than this are enlarged by a whole number. */
    private static final int LEAST = 64;

    private static final int MARGIN = 6;
    private static final int TEXT = BitmapFont.HEIGHT + 3;

    private final int columns;
    private final List<String> captions;

    ImageGrid(int columns, List<String> captions) {
        if (columns < 1) {
            throw new OptionException("columns must be 1 or more, got " + columns);
        }
        this.columns = columns;
        this.captions = captions;
    }

    ByteImage draw(Tensor images) {
        Shape shape = images.shape();
        if (shape.rank() != 4 || images.size() == 0) {
            throw new ShapeException("a grid needs images of shape (n, height, width, channels), got " + shape);
        }
        int n = shape.dim(0);
        if (!captions.isEmpty() && captions.size() != n) {
            throw new OptionException(
                    "a grid of " + n + " images needs as many captions or none, got " + captions.size());
        }
        int h = shape.dim(1);
        int w = shape.dim(2);
        ByteImage all = ByteImage.of(images.reshape(n * h, w, shape.dim(3)), true);
        int factor = Math.max(1, (LEAST + Math.max(h, w) - 1) / Math.max(h, w));
        int text = captions.stream().mapToInt(BitmapFont::width).max().orElse(0);
        int cellWidth = Math.max(w * factor, text) + MARGIN;
        int cellHeight = h * factor + MARGIN + (captions.isEmpty() ? 0 : TEXT);
        int across = Math.min(columns, n);
        int down = (n + across - 1) / across;
        ByteImage grid = new ByteImage(down * cellHeight + MARGIN, across * cellWidth + MARGIN, all.channels());
        Arrays.fill(grid.values(), (byte) 255);
        for (int k = 0; k < n; k++) {
            int top = MARGIN + k / across * cellHeight;
            int left = MARGIN + k % across * cellWidth;
            place(all, k * h, h, factor, grid, top, left);
            if (!captions.isEmpty()) {
                BitmapFont.write(grid, top + h * factor + 3, left, captions.get(k));
            }
        }
        return grid;
    }

    private static void place(ByteImage from, int firstRow, int rows, int factor, ByteImage onto, int top, int left) {
        int c = from.channels();
        for (int i = 0; i < rows * factor; i++) {
            for (int j = 0; j < from.width() * factor; j++) {
                int at = ((firstRow + i / factor) * from.width() + j / factor) * c;
                System.arraycopy(from.values(), at, onto.values(), ((top + i) * onto.width() + left + j) * c, c);
            }
        }
    }
}
