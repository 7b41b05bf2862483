package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The interpolation filters for resizing images, with the results of Pillow, which Keras uses: first the columns are resized, then the
 * rows; values are rounded to whole numbers after each.
 *
 * <p>When an image is enlarged, a filter covers {@code support} input pixels on either side of its centre. When an image is reduced, the
 * filter is widened to {@code support} output pixels, so that no input pixel is skipped. {@code NEAREST} copies single pixels.
 */
public enum Resampling {
    NEAREST(0, x -> 0),
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
    BICUBIC(2, Resampling::cubic),
    BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    HAMMING(1, x -> Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0),
    LANCZOS(3, x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0);

    /** Weights are fixed-point numbers with this many fractional bits. */
    private static final int BITS = 22;

    private final double support;
    private final DoubleUnaryOperator filter;

    Resampling(double support, DoubleUnaryOperator filter) {
        this.support = support;
        this.filter = filter;
    }

    /** The filter with this Keras name, such as {@code "bilinear"}. */
    public static Resampling of(String name) {
        for (Resampling r : values()) {
            if (r.toString().equals(name)) {
                return r;
            }
        }
        throw new OptionException(
                "interpolation \"" + name + "\" is unknown; the filters are " + Arrays.toString(values()));
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double cubic(double t) {
        double x = Math.abs(t);
        if (x < 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }

    /** A rectangle of an image. */
    record Box(int top, int left, int height, int width) {
        static Box of(ByteImage x) {
            return new Box(0, 0, x.height(), x.width());
        }

        /** The largest rectangle about the centre with the aspect ratio height : width. */
        static Box centred(ByteImage x, int height, int width) {
            int h = (int) Math.min(x.height(), (long) x.width() * height / width);
            int w = (int) Math.min(x.width(), (long) x.height() * width / height);
            return new Box((x.height() - h) / 2, (x.width() - w) / 2, h, w);
        }
    }

    /** Resizes a rectangle of {@code x}. */
    ByteImage resize(ByteImage x, Box box, int height, int width) {
        if (box.equals(Box.of(x)) && x.height() == height && x.width() == width) {
            return x;
        }
        if (this == NEAREST) {
            return nearest(x, box, height, width);
        }
        ByteImage y = x.channels() == 4 ? premultiplied(x) : x;
        if (width != x.width() || box.width() != x.width()) {
            y = resizeColumns(y, new FilterWeights(this, x.width(), box.left(), box.width(), width));
        }
        if (height != x.height() || box.height() != x.height()) {
            y = resizeRows(y, new FilterWeights(this, x.height(), box.top(), box.height(), height));
        }
        return x.channels() == 4 ? unpremultiplied(y) : y;
    }

    private static ByteImage nearest(ByteImage x, Box box, int height, int width) {
        int[] columns = nearestIndices(box.left(), box.width(), width, x.width());
        int[] rows = nearestIndices(box.top(), box.height(), height, x.height());
        int c = x.channels();
        ByteImage y = new ByteImage(height, width, c);
        for (int i = 0, index = 0; i < height; i++) {
            for (int j = 0; j < width; j++, index += c) {
                System.arraycopy(x.values(), (rows[i] * x.width() + columns[j]) * c, y.values(), index, c);
            }
        }
        return y;
    }

    // Adds the step repeatedly, like Pillow, instead of multiplying: at pixel boundaries the rounding error decides.
    private static int[] nearestIndices(int from, int length, int size, int limit) {
        int[] indices = new int[size];
        double step = (double) length / size;
        double position = from + step * 0.5;
        for (int i = 0; i < size; i++, position += step) {
            indices[i] = Math.min((int) position, limit - 1);
        }
        return indices;
    }

    /** The filter along one axis: for each output pixel, the index of its first input pixel and the weights from that pixel on. */
    private static final class FilterWeights {
        final int[] first;
        final int[][] weights;

        FilterWeights(Resampling filter, int size, int from, int length, int outSize) {
            double scale = (double) length / outSize;
            double stretch = Math.max(scale, 1);
            double support = filter.support * stretch;
            first = new int[outSize];
            weights = new int[outSize][];
            for (int i = 0; i < outSize; i++) {
                double centre = from + (i + 0.5) * scale;
                int begin = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(size, (int) (centre + support + 0.5));
                double[] w = new double[end - begin];
                double sum = 0;
                for (int k = 0; k < w.length; k++) {
                    w[k] = filter.filter.applyAsDouble((k + begin - centre + 0.5) * (1 / stretch));
                    sum += w[k];
                }
                first[i] = begin;
                weights[i] = new int[w.length];
                for (int k = 0; k < w.length; k++) {
                    weights[i][k] = toFixedPoint(sum == 0 ? w[k] : w[k] / sum);
                }
            }
        }

        private static int toFixedPoint(double weight) {
            double scaled = weight * (1 << BITS);
            return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
    }

    private static ByteImage resizeColumns(ByteImage x, FilterWeights w) {
        int c = x.channels();
        int width = w.first.length;
        ByteImage y = new ByteImage(x.height(), width, c);
        for (int i = 0, index = 0; i < x.height(); i++) {
            for (int j = 0; j < width; j++) {
                for (int k = 0; k < c; k++) {
                    y.values()[index++] = sum(x, (i * x.width() + w.first[j]) * c + k, c, w.weights[j]);
                }
            }
        }
        return y;
    }

    private static ByteImage resizeRows(ByteImage x, FilterWeights w) {
        int row = x.width() * x.channels();
        ByteImage y = new ByteImage(w.first.length, x.width(), x.channels());
        for (int i = 0, index = 0; i < y.height(); i++) {
            for (int j = 0; j < row; j++) {
                y.values()[index++] = sum(x, w.first[i] * row + j, row, w.weights[i]);
            }
        }
        return y;
    }

    private static byte sum(ByteImage x, int from, int step, int[] weights) {
        int sum = 1 << (BITS - 1);
        for (int k = 0, index = from; k < weights.length; k++, index += step) {
            sum += x.sample(index) * weights[k];
        }
        return (byte) Math.max(0, Math.min(255, sum >> BITS));
    }

    /** Multiplies colours by alpha, so that invisible pixels do not contribute. */
    private static ByteImage premultiplied(ByteImage x) {
        ByteImage y = new ByteImage(x.height(), x.width(), 4);
        for (int i = 0; i < x.values().length; i++) {
            y.values()[i] =
                    (byte) ((i & 3) == 3 ? x.sample(i) : ByteImage.multiplyDiv255(x.sample(i), x.sample(i | 3)));
        }
        return y;
    }

    private static ByteImage unpremultiplied(ByteImage x) {
        ByteImage y = new ByteImage(x.height(), x.width(), 4);
        for (int i = 0; i < x.values().length; i++) {
            int alpha = x.sample(i | 3);
            boolean isUnchanged = (i & 3) == 3 || alpha == 0 || alpha == 255;
            y.values()[i] = isUnchanged ? x.values()[i] : (byte) Math.min(255, 255 * x.sample(i) / alpha);
        }
        return y;
    }

    /** The name of the filter in Keras. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
