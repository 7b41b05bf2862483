package dev.cornet.training;

import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A hint for error messages: how to bring data to the shape that an input of a model expects. */
final class InputShapeHint {
    private InputShapeHint() {}

    /**
     * The hint, as a sentence that follows the message.
     *
     * @param expected the shape of one sample
     * @param actual the shape of the data
     */
    static String of(Shape expected, Shape actual) {
        if (actual.rank() == 0) {
            return " A single number is no data: the first axis counts the samples.";
        } else if (actual.equals(expected)) {
            return " The first axis counts the samples: use x.reshape(" + list(1, actual)
                    + ") for a single one. An inputShape is that of one sample, without the batch.";
        } else if (actual.rank() == 1) {
            return vector(expected, actual.dim(0));
        } else if (expected.rank() == actual.rank() && expected.withoutBatch().equals(actual.withoutBatch())) {
            return " An inputShape is that of one sample: leave the batch size out, as in inputShape("
                    + list(actual.withoutBatch()) + ").";
        }
        int[] axes = permutation(expected, actual);
        if (axes != null) {
            boolean channels = axes.length == 4 && axes[1] == 2 && axes[2] == 3;
            return (channels
                            ? " The channels seem to come first: move them with"
                            : " The axes seem to stand in another order: use")
                    + " x.permute(" + list(Shape.of(axes)) + "), not reshape, which would mix the values up.";
        } else if (actual.isKnown() && actual.withoutBatch().size() == expected.size()) {
            return " Reshape the data: x.reshape(" + list(actual.dim(0), expected) + ") has as many values per sample.";
        }
        return " Change the data, or make the model for samples of shape " + actual.withoutBatch() + ".";
    }

    private static String vector(Shape expected, int n) {
        int size = expected.size();
        if (size == 1) {
            return " Give each number a row of its own: x.reshape(" + list(n, expected) + ").";
        } else if (size == n) {
            return " If these " + n + " numbers are one sample, use x.reshape(" + list(1, expected) + ").";
        }
        return " A vector has one number for each sample, but " + size + " are expected. "
                + (size > 0 && n % size == 0
                        ? "If its numbers are " + n / size + " samples in a row, use x.reshape("
                                + list(n / size, expected) + ")."
                        : "Check that x and y are not swapped.");
    }

    /** The permutation of the data's axes that gives the expected shape; null if there is none. */
    private static int @Nullable [] permutation(Shape expected, Shape actual) {
        int rank = actual.rank();
        if (expected.rank() != rank - 1 || actual.withoutBatch().equals(expected)) {
            return null;
        }
        int[] fromChannelsFirst = new int[rank]; // tried first, as it is the most frequent case
        for (int i = 1; i < rank; i++) {
            fromChannelsFirst[i] = i == rank - 1 ? 1 : i + 1;
        }
        if (matches(fromChannelsFirst, expected, actual)) {
            return fromChannelsFirst;
        }
        int[] axes = new int[rank];
        boolean[] taken = new boolean[rank];
        for (int i = 1; i < rank; i++) {
            for (int j = 1; j < rank && axes[i] == 0; j++) {
                if (!taken[j] && actual.dim(j) == expected.dim(i - 1)) {
                    axes[i] = j;
                    taken[j] = true;
                }
            }
        }
        return matches(axes, expected, actual) ? axes : null;
    }

    private static boolean matches(int[] axes, Shape expected, Shape actual) {
        for (int i = 1; i < axes.length; i++) {
            if (axes[i] == 0 || actual.dim(axes[i]) != expected.dim(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private static String list(int first, Shape rest) {
        return list(rest.withBatch(first));
    }

    private static String list(Shape shape) {
        StringJoiner list = new StringJoiner(", ");
        Arrays.stream(shape.toArray()).forEach(d -> list.add(Integer.toString(d)));
        return list.toString();
    }
}
