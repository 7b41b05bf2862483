package dev.cornet.models;

import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a user may do where data does not have the shape that an input of a model expects. */
final class InputAdvice {
    private InputAdvice() {}

    /**
     * The sentence for a message.
     *
     * @param expected the shape of one sample
     * @param given the shape of the data
     */
    static String of(Shape expected, Shape given) {
        if (given.rank() == 0) {
            return " A single number is no data: the first axis counts the samples.";
        } else if (given.equals(expected)) {
            return " The first axis counts the samples: use x.reshape(" + list(1, given)
                    + ") for a single one. An inputShape is that of one sample, without the batch.";
        } else if (given.rank() == 1) {
            return vector(expected, given.dim(0));
        } else if (expected.rank() == given.rank() && expected.withoutBatch().equals(given.withoutBatch())) {
            return " An inputShape is that of one sample: leave the batch size out, as in inputShape("
                    + list(given.withoutBatch()) + ").";
        }
        int[] axes = permutation(expected, given);
        if (axes != null) {
            boolean channels = axes.length == 4 && axes[1] == 2 && axes[2] == 3;
            return (channels
                            ? " The channels seem to come first: move them with"
                            : " The axes seem to stand in another order: use")
                    + " x.permute(" + list(Shape.of(axes)) + "), not reshape, which would mix the values up.";
        } else if (given.isKnown() && given.withoutBatch().size() == expected.size()) {
            return " Reshape the data: x.reshape(" + list(given.dim(0), expected) + ") has as many values per sample.";
        }
        return " Change the data, or make the model for samples of shape " + given.withoutBatch() + ".";
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

    /** The order of axes that brings the data to the expected shape; null where it is no other order of them. */
    private static int @Nullable [] permutation(Shape expected, Shape given) {
        int rank = given.rank();
        if (expected.rank() != rank - 1 || given.withoutBatch().equals(expected)) {
            return null;
        }
        int[] first = new int[rank]; // channels first: the order that is most often meant
        for (int i = 1; i < rank; i++) {
            first[i] = i == rank - 1 ? 1 : i + 1;
        }
        if (leads(first, expected, given)) {
            return first;
        }
        int[] axes = new int[rank];
        boolean[] taken = new boolean[rank];
        for (int i = 1; i < rank; i++) {
            for (int j = 1; j < rank && axes[i] == 0; j++) {
                if (!taken[j] && given.dim(j) == expected.dim(i - 1)) {
                    axes[i] = j;
                    taken[j] = true;
                }
            }
        }
        return leads(axes, expected, given) ? axes : null;
    }

    private static boolean leads(int[] axes, Shape expected, Shape given) {
        for (int i = 1; i < axes.length; i++) {
            if (axes[i] == 0 || given.dim(axes[i]) != expected.dim(i - 1)) {
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
