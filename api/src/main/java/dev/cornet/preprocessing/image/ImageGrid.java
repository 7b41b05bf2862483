package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** A grid of images on white, each with an optional caption below it. */
final class ImageGrid {
    /** Images whose longer side is smaller than this are enlarged by a whole factor. */
    private static final int MIN_SIDE = 64;

    private static final int MARGIN = 6;
    private static final int CAPTION_HEIGHT = BitmapFont.HEIGHT + 3;

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
        int factor = Math.max(1, (MIN_SIDE + Math.max(h, w) - 1) / Math.max(h, w));
        int captionWidth = captions.stream().mapToInt(BitmapFont::width).max().orElse(0);
        int cellWidth = Math.max(w * factor, captionWidth) + MARGIN;
        int cellHeight = h * factor + MARGIN + (captions.isEmpty() ? 0 : CAPTION_HEIGHT);
        int gridColumns = Math.min(columns, n);
        int gridRows = (n + gridColumns - 1) / gridColumns;
        ByteImage grid =
                new ByteImage(gridRows * cellHeight + MARGIN, gridColumns * cellWidth + MARGIN, all.channels());
        Arrays.fill(grid.values(), (byte) 255);
        for (int k = 0; k < n; k++) {
            int top = MARGIN + k / gridColumns * cellHeight;
            int left = MARGIN + k % gridColumns * cellWidth;
            drawEnlarged(all, k * h, h, factor, grid, top, left);
            if (!captions.isEmpty()) {
                BitmapFont.write(grid, top + h * factor + 3, left, captions.get(k));
            }
        }
        return grid;
    }

    private static void drawEnlarged(
            ByteImage source, int firstRow, int rows, int factor, ByteImage target, int top, int left) {
        int c = source.channels();
        for (int i = 0; i < rows * factor; i++) {
            for (int j = 0; j < source.width() * factor; j++) {
                int index = ((firstRow + i / factor) * source.width() + j / factor) * c;
                System.arraycopy(
                        source.values(), index, target.values(), ((top + i) * target.width() + left + j) * c, c);
            }
        }
    }
}
