package dev.cornet.testing;

import dev.cornet.backend.Window;
import dev.cornet.exceptions.CornetException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The random sizes and arrays of one call to a backend, determined by a {@link RandomStream}. */
final class RandomCase {
    /** The unit roundoff of float: half the distance from 1 to the next value. */
    static final double EPSILON = 0x1p-24;

    /**
     * An argument of a backend: {@code size} values from {@code offset} on, in an array with more values on both sides.
     *
     * @param before a copy of the array from before the call
     */
    record Region(float[] array, int offset, int size, float[] before) {
        double at(int i) {
            return array[offset + i];
        }

        /** The values as an argument of this shape. */
        Tensor tensor(int... dims) {
            return Tensor.wrap(array, offset, Shape.of(dims));
        }

        double beforeAt(int i) {
            return before[offset + i];
        }

        /** The values of this region followed by those of another; checks the margins of both first. */
        Region and(Region other) {
            requireMargins();
            other.requireMargins();
            float[] both = Arrays.copyOf(Arrays.copyOfRange(array, offset, offset + size), size + other.size);
            System.arraycopy(other.array, other.offset, both, size, other.size);
            return new Region(both, 0, both.length, both);
        }

        /** Checks that the values outside this region have not changed. */
        void requireMargins() {
            for (int i = 0; i < array.length; i++) {
                if (i < offset || i >= offset + size) {
                    requireBits(before[i], array[i], "writes beside its output, at %d of %d values", i - offset, size);
                }
            }
        }
    }

    private final RandomStream random;
    private final List<Region> regions = new ArrayList<>();
    private int drawn;

    RandomCase(RandomStream random) {
        this.random = random;
    }

    List<Region> regions() {
        return regions;
    }

    /** A random integer in [low, high]. */
    int pick(int low, int high) {
        return low + random.nextInt(drawn++, high - low + 1);
    }

    boolean coin() {
        return pick(0, 1) == 1;
    }

    /** A region of random values in (−scale, scale). */
    Region values(int size, double scale) {
        int offset = pick(0, 5);
        float[] array = new float[offset + size + pick(0, 4)];
        RandomStream stream = random.foldIn(drawn++);
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) stream.uniform(i, -scale, scale);
        }
        return region(array, offset, size);
    }

    Region values(int size) {
        return values(size, 1);
    }

    /** A region for an output, filled with NaN: every value must be overwritten. */
    Region unwritten(int size) {
        Region y = values(size);
        Arrays.fill(y.array, y.offset, y.offset + size, Float.NaN);
        return region(y.array, y.offset, size);
    }

    /** The region with its present values as those before the call, for a case that has changed some. */
    Region snapshot(Region r) {
        return region(r.array, r.offset, r.size);
    }

    private Region region(float[] array, int offset, int size) {
        Region region = new Region(array, offset, size, array.clone());
        regions.removeIf(r -> r.array == array);
        regions.add(region);
        return region;
    }

    /**
     * A random window on an image of up to {@code most} by {@code most} pixels. Every fourth window is on a small image and has strides
     * larger than the kernel, so that some pixels belong to no window.
     */
    Window window(int most, boolean dilated) {
        boolean same = coin();
        int[] kernel = {pick(1, 4), pick(1, 4)};
        int[] strides = {pick(1, 3), pick(1, 3)};
        if (pick(0, 3) == 0) {
            return windowWithGaps(Math.min(most, 6), same);
        }
        int[] dilation =
                dilated && strides[0] * strides[1] == 1 ? new int[] {pick(1, 3), pick(1, 3)} : new int[] {1, 1};
        if (pick(0, 2) == 0) {
            kernel[0] = kernel[1] = pick(0, 1) == 0 ? 1 : 3;
            strides[0] = strides[1] = 1;
        }
        int height = pick(same ? 1 : (kernel[0] - 1) * dilation[0] + 1, most);
        int width = pick(same ? 1 : (kernel[1] - 1) * dilation[1] + 1, most);
        return Window.of(height, width, kernel, strides, dilation, same);
    }

    private Window windowWithGaps(int most, boolean same) {
        int[] kernel = {pick(1, 3), pick(1, 3)};
        int[] strides = {kernel[0] + pick(0, 2), kernel[1] + pick(0, 2)};
        int height = pick(same ? 1 : kernel[0], Math.max(kernel[0], most));
        int width = pick(same ? 1 : kernel[1], Math.max(kernel[1], most));
        return Window.of(height, width, kernel, strides, new int[] {1, 1}, same);
    }

    static void requireClose(double expected, double actual, double bound, String what, Object... where) {
        boolean close = Double.isFinite(expected)
                ? Math.abs(expected - actual) <= bound // false for NaN
                : Double.compare(expected, actual) == 0;
        if (!close) { // formats the message only on failure: there are millions of values
            require(false, what + ": expected " + expected + " within " + bound + ", got " + actual, where);
        }
    }

    static void requireBits(float expected, float actual, String what, Object... where) {
        require(Float.floatToIntBits(expected) == Float.floatToIntBits(actual), what, where);
    }

    static void require(boolean holds, String what, Object... where) {
        if (!holds) {
            throw new CornetException(String.format(Locale.ROOT, what, where));
        }
    }
}
