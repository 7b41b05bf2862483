package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * A linear image filter with a kernel k.
 *
 * <pre>
 * correlate: y[p, q] = Σ k[i, j]·x[p + i, q + j]     cross-correlation, which convolution layers compute
 * convolve:  y[p, q] = Σ k[i, j]·x[p − i, q − j]     convolution in the mathematical sense: k is rotated by 180°
 * </pre>
 *
 * <p>Images are (height, width), (height, width, channels) or batches of the latter; each channel is filtered separately. {@link #border}
 * sets how pixels near the border are treated. Filters are immutable: options and combinations return a new filter.
 */
public final class Filter {
    private static final List<String> BORDERS = List.of("valid", "zero", "keep", "copy");

    private final double[][] kernel;
    private final String border;

    private Filter(double[][] kernel, String border) {
        this.kernel = kernel;
        this.border = border;
    }

    /** Returns a filter with the given rows of its kernel, and border "valid". */
    public static Filter of(double[][] kernel) {
        Arguments.notNull(kernel, "Filter.of", "kernel");
        if (kernel.length == 0 || kernel[0].length == 0) {
            throw new ShapeException("a filter needs a row and a column at least");
        }
        double[][] copy = new double[kernel.length][];
        for (int i = 0; i < kernel.length; i++) {
            if (kernel[i].length != kernel[0].length) {
                throw new ShapeException("the rows of a filter must be equally long, but row 0 has " + kernel[0].length
                        + " numbers and row " + i + " has " + kernel[i].length);
            }
            for (double weight : kernel[i]) {
                if (!Double.isFinite(weight)) {
                    throw new DataException("a filter needs finite numbers, row " + i + " has " + weight);
                }
            }
            copy[i] = kernel[i].clone();
        }
        return new Filter(copy, "valid");
    }

    /**
     * Sets the output where the kernel does not fit into the image.
     *
     * @param border "valid" (default): these pixels are left out, so the image shrinks; "zero": the image is padded with zeros; "keep": the
     *     input pixel is copied; "copy": the nearest computed pixel is copied
     */
    public Filter border(String border) {
        if (!BORDERS.contains(border)) {
            throw new OptionException(
                    "border must be \"valid\", \"zero\", \"keep\" or \"copy\", got \"" + border + "\"");
        }
        return new Filter(kernel, border);
    }

    /** The filter with the kernel k·factor. */
    public Filter times(double factor) {
        return new Filter(kernel(height(), width(), (i, j) -> kernel[i][j] * factor), border);
    }

    /** The filter whose kernel is the sum of both kernels, aligned at their centres. */
    public Filter plus(Filter other) {
        int h = Math.max(height(), other.height());
        int w = Math.max(width(), other.width());
        if ((height() + other.height()) % 2 != 0 || (width() + other.width()) % 2 != 0) {
            throw new ShapeException("filters of " + height() + "x" + width() + " and " + other.height() + "x"
                    + other.width() + " have no common middle. Add up filters whose sides are all odd or all even.");
        }
        return new Filter(kernel(h, w, (i, j) -> padded(i, j, h, w) + other.padded(i, j, h, w)), border);
    }

    /** Element (i, j) of this kernel when it is padded with zeros to h×w about its centre. */
    private double padded(int i, int j, int h, int w) {
        int row = i - (h - height()) / 2;
        int column = j - (w - width()) / 2;
        return row < 0 || row >= height() || column < 0 || column >= width() ? 0 : kernel[row][column];
    }

    /** The single filter that is equivalent, with border "valid", to this filter followed by {@code next}. */
    public Filter then(Filter next) {
        double[][] composed = new double[height() + next.height() - 1][width() + next.width() - 1];
        for (int i = 0; i < height(); i++) {
            for (int j = 0; j < width(); j++) {
                for (int a = 0; a < next.height(); a++) {
                    for (int b = 0; b < next.width(); b++) {
                        composed[i + a][j + b] += kernel[i][j] * next.kernel[a][b];
                    }
                }
            }
        }
        return new Filter(composed, border);
    }

    /** The filter with the kernel rotated by 180°. */
    public Filter flipped() {
        return new Filter(kernel(height(), width(), (i, j) -> kernel[height() - 1 - i][width() - 1 - j]), border);
    }

    public int height() {
        return kernel.length;
    }

    public int width() {
        return kernel[0].length;
    }

    /** The kernel as (height, width, 1, 1): the weights of a {@code Conv2D(1, …).useBias(false)} on grey images. */
    public Tensor weights() {
        Tensor weights = Tensor.zeros(height(), width(), 1, 1);
        for (int i = 0; i < height(); i++) {
            for (int j = 0; j < width(); j++) {
                weights.set((float) kernel[i][j], i, j, 0, 0);
            }
        }
        return weights;
    }

    /** Convolution in the mathematical sense: {@link #correlate} with the kernel rotated by 180°. */
    public Tensor convolve(Tensor x) {
        return flipped().correlate(x);
    }

    /** Cross-correlation, as in convolution layers: the kernel is not rotated. */
    public Tensor correlate(Tensor x) {
        int rank = x.shape().rank();
        if (rank < 2 || rank > 4) {
            throw new ShapeException("a filter wants images (height, width), (height, width, channels) or a batch of"
                    + " them, got shape " + x.shape());
        }
        int[] dims = x.shape().toArray();
        int n = rank == 4 ? dims[0] : 1;
        int first = rank == 4 ? 1 : 0;
        int h = dims[first];
        int w = dims[first + 1];
        int channels = rank == 2 ? 1 : x.shape().last();
        if (!border.equals("zero") && (h < height() || w < width())) {
            throw new ShapeException("a filter of " + height() + "x" + width() + " does not fit into an image of " + h
                    + "x" + w + ". Use border(\"zero\"), or a smaller filter.");
        }
        boolean valid = border.equals("valid");
        dims[first] = valid ? h - height() + 1 : h;
        dims[first + 1] = valid ? w - width() + 1 : w;
        Tensor y = Tensor.zeros(Shape.of(dims));
        int next = 0;
        for (int image = 0; image < n; image++) {
            ImageView source = new ImageView(x.data(), x.offset() + image * h * w * channels, h, w, channels);
            for (int p = 0; p < dims[first]; p++) {
                for (int q = 0; q < dims[first + 1]; q++) {
                    for (int c = 0; c < channels; c++) {
                        y.data()[next++] = (float) pixel(source, p, q, c);
                    }
                }
            }
        }
        return y;
    }

    /** One image of a batch. */
    private record ImageView(float[] data, int offset, int height, int width, int channels) {
        double get(int p, int q, int c) {
            boolean inside = p >= 0 && p < height && q >= 0 && q < width;
            return inside ? data[offset + (p * width + q) * channels + c] : 0;
        }
    }

    private double pixel(ImageView x, int p, int q, int c) {
        if (border.equals("valid")) {
            return sum(x, p, q, c);
        }
        // As in Keras, a kernel of even size is aligned at the element left of and above its centre.
        int top = p - (height() - 1) / 2;
        int left = q - (width() - 1) / 2;
        int nearestTop = Math.max(0, Math.min(top, x.height() - height()));
        int nearestLeft = Math.max(0, Math.min(left, x.width() - width()));
        return switch (border) {
            case "zero" -> sum(x, top, left, c);
            case "copy" -> sum(x, nearestTop, nearestLeft, c);
            default -> top == nearestTop && left == nearestLeft ? sum(x, top, left, c) : x.get(p, q, c);
        };
    }

    private double sum(ImageView x, int top, int left, int c) {
        double sum = 0;
        for (int i = 0; i < height(); i++) {
            for (int j = 0; j < width(); j++) {
                sum += kernel[i][j] * x.get(top + i, left + j, c);
            }
        }
        return sum;
    }

    private interface CellFunction {
        double apply(int i, int j);
    }

    private static double[][] kernel(int height, int width, CellFunction cell) {
        double[][] cells = new double[height][width];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                cells[i][j] = cell.apply(i, j);
            }
        }
        return cells;
    }
}
