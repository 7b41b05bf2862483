package dev.cornet.preprocessing.image;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;

/** The classic filters of image processing: to be applied, combined, or used as the weights of a Conv2D. */
public final class Filters {
    private static final int MAX_SIZE = 1000;

    private Filters() {}

    /** The identity: 1 in the middle of 3×3. */
    public static Filter identity() {
        return Filter.of(new double[][] {{0, 0, 0}, {0, 1, 0}, {0, 0, 0}});
    }

    /** The mean of 3×3 pixels. */
    public static Filter mean() {
        return mean(3);
    }

    /** The mean of size×size pixels. */
    public static Filter mean(int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new OptionException("Filters.mean: size must be between 1 and " + MAX_SIZE + ", got " + size);
        }
        double[][] kernel = new double[size][size];
        for (double[] row : kernel) {
            Arrays.fill(row, 1.0 / size / size);
        }
        return Filter.of(kernel);
    }

    /** Gaussian blur: (1 2 1; 2 4 2; 1 2 1)/16. */
    public static Filter gaussian() {
        return Filter.of(new double[][] {{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}).times(1.0 / 16);
    }

    /** Laplacian edge detection with the four neighbours: (0 −1 0; −1 4 −1; 0 −1 0). */
    public static Filter laplacian4() {
        return Filter.of(new double[][] {{0, -1, 0}, {-1, 4, -1}, {0, -1, 0}});
    }

    /** Laplacian edge detection with the eight neighbours: 8 in the middle, −1 elsewhere. */
    public static Filter laplacian8() {
        return Filter.of(new double[][] {{-1, -1, -1}, {-1, 8, -1}, {-1, -1, -1}});
    }

    /** Sharpening: identity + {@link #laplacian4}. */
    public static Filter sharpen() {
        return identity().plus(laplacian4());
    }

    /** Detection of vertical edges: each pixel minus its right neighbour, (1 −1). */
    public static Filter verticalEdge() {
        return Filter.of(new double[][] {{1, -1}});
    }
}
