package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizing with the numbers of Pillow, which Keras uses: columns first, then rows, rounded to whole numbers after each.
 *
 * <p>A filter spans {@code support} pixels of the result or of the image, whichever are larger, so nothing is skipped when an image
 * shrinks; {@code nearest} takes single pixels.
 */
public enum Resampling {
    NEAREST(0, x -> 0),
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
    BICUBIC(2, Resampling::cubic),
    BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    HAMMING(1, x -> Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0),
    LANCZOS(3, x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0);

    /** Weights are whole multiples of 2⁻²². */
    private static final int BITS = 22;

    private final double support;
    private final DoubleUnaryOperator filter;

    Resampling(double support, DoubleUnaryOperator filter) {
        this.support = support;
        this.filter = filter;
    }

    /** The filter of a Keras string. */
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

    /** A part of an image. */
    record Box(int top, int left, int height, int width) {
        static Box of(ByteImage x) {
            return new Box(0, 0, x.height(), x.width());
        }

        /** The largest part about the centre with the proportions of the result. */
        static Box centred(ByteImage x, int height, int width) {
            int h = (int) Math.min(x.height(), (long) x.width() * height / width);
            int w = (int) Math.min(x.width(), (long) x.height() * width / height);
            return new Box((x.height() - h) / 2, (x.width() - w) / 2, h, w);
        }
    }

    /** A part of {@code x}, resized. */
    ByteImage resize(ByteImage x, Box box, int height, int width) {
        if (box.equals(Box.of(x)) && x.height() == height && x.width() == width) {
            return x;
        }
        if (this == NEAREST) {
            return nearest(x, box, height, width);
        }
        ByteImage y = x.channels() == 4 ? weighted(x) : x;
        if (width != x.width() || box.width() != x.width()) {
            y = columns(y, new Weights(this, x.width(), box.left(), box.width(), width));
        }
        if (height != x.height() || box.height() != x.height()) {
            y = rows(y, new Weights(this, x.height(), box.top(), box.height(), height));
        }
        return x.channels() == 4 ? unweighted(y) : y;
    }

    private static ByteImage nearest(ByteImage x, Box box, int height, int width) {
        int[] columns = places(box.left(), box.width(), width, x.width());
        int[] rows = places(box.top(), box.height(), height, x.height());
        int c = x.channels();
        ByteImage y = new ByteImage(height, width, c);
        for (int i = 0, at = 0; i < height; i++) {
            for (int j = 0; j < width; j++, at += c) {
                System.arraycopy(x.values(), (rows[i] * x.width() + columns[j]) * c, y.values(), at, c);
            }
        }
        return y;
    }

    // The sum, not a product: Pillow adds the step up, and on a boundary the last bit decides.
    private static int[] places(int from, int length, int size, int limit) {
        int[] places = new int[size];
        double step = (double) length / size;
        double at = from + step * 0.5;
        for (int i = 0; i < size; i++, at += step) {
            places[i] = Math.min((int) at, limit - 1);
        }
        return places;
    }

    /** For each place of the result: the first source, and the weights of it and those after it. */
    private static final class Weights {
        final int[] first;
        final int[][] weights;

        Weights(Resampling filter, int size, int from, int length, int outSize) {
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
                    weights[i][k] = whole(sum == 0 ? w[k] : w[k] / sum);
                }
            }
        }

        private static int whole(double weight) {
            double scaled = weight * (1 << BITS);
            return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
    }

    private static ByteImage columns(ByteImage x, Weights w) {
        int c = x.channels();
        int width = w.first.length;
        ByteImage y = new ByteImage(x.height(), width, c);
        for (int i = 0, at = 0; i < x.height(); i++) {
            for (int j = 0; j < width; j++) {
                for (int k = 0; k < c; k++) {
                    y.values()[at++] = sum(x, (i * x.width() + w.first[j]) * c + k, c, w.weights[j]);
                }
            }
        }
        return y;
    }

    private static ByteImage rows(ByteImage x, Weights w) {
        int row = x.width() * x.channels();
        ByteImage y = new ByteImage(w.first.length, x.width(), x.channels());
        for (int i = 0, at = 0; i < y.height(); i++) {
            for (int j = 0; j < row; j++) {
                y.values()[at++] = sum(x, w.first[i] * row + j, row, w.weights[i]);
            }
        }
        return y;
    }

    private static byte sum(ByteImage x, int from, int step, int[] weights) {
        int sum = 1 << (BITS - 1);
        for (int k = 0, at = from; k < weights.length; k++, at += step) {
            sum += x.at(at) * weights[k];
        }
        return (byte) Math.max(0, Math.min(255, sum >> BITS));
    }

    /** Colours times opacity, so that what cannot be seen does not count. */
    private static ByteImage weighted(ByteImage x) {
        ByteImage y = new ByteImage(x.height(), x.width(), 4);
        for (int i = 0; i < x.values().length; i++) {
            y.values()[i] = (byte) ((i & 3) == 3 ? x.at(i) : ByteImage.fraction(x.at(i), x.at(i | 3)));
        }
        return y;
    }

    private static ByteImage unweighted(ByteImage x) {
        ByteImage y = new ByteImage(x.height(), x.width(), 4);
        for (int i = 0; i < x.values().length; i++) {
            int alpha = x.at(i | 3);
            boolean whole = (i & 3) == 3 || alpha == 0 || alpha == 255;
            y.values()[i] = whole ? x.values()[i] : (byte) Math.min(255, 255 * x.at(i) / alpha);
        }
        return y;
    }

    /** Keras' string. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
