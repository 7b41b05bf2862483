package dev.cornet.samples.wrong;

import static dev.cornet.samples.wrong.WrongUse.data;
import static dev.cornet.samples.wrong.WrongUse.option;
import static dev.cornet.samples.wrong.WrongUse.shape;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.data.NumericUtils;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes with tensors, shapes and batches. */
final class WrongTensors {
    private WrongTensors() {}

    private static final Tensor X = Tensor.zeros(3, 10);

    static Stream<WrongUse> uses() {
        return Stream.of(
                shape(
                        "a reshape that does not divide",
                        "reshape: 64 does not divide the 30 values of (3, 10), so -1 in [-1, 64] stands for "
                                + "no size. Check the other sizes.",
                        () -> X.reshape(-1, 64)),
                shape(
                        "a reshape with a free size beside zero",
                        "reshape: 0 does not divide the 30 values of (3, 10), so -1 in [0, -1] stands for no "
                                + "size. Check the other sizes.",
                        () -> X.reshape(0, -1)),
                shape(
                        "a reshape to a negative size",
                        "the sizes of a shape must be 0 or more (or -1 where unknown), got [-2, 15]",
                        () -> X.reshape(-2, 15)),
                shape(
                        "a reshape to a huge size",
                        "the shape (1048576, 1048576) has more than 2147483639 values, the most one array "
                                + "can hold",
                        () -> X.reshape(1 << 20, 1 << 20)),
                shape(
                        "a reshape of nothing",
                        "reshape: cannot view (3, 10) (30 values) as () (1 values): the numbers of values "
                                + "must be equal. Leave one size free by -1, or take other sizes.",
                        () -> X.reshape()),
                shape(
                        "a negative size of a tensor",
                        "the sizes of a shape must be 0 or more (or -1 where unknown), got [-3, 4]",
                        () -> Tensor.zeros(-3, 4)),
                shape(
                        "a tensor of an unknown size",
                        "the shape (None, 4) has a size that is not known yet (None, -1). Give a number of 0 "
                                + "or more for each axis. If axis 0 is the batch, rowSize() is the number of values of "
                                + "one sample, and withoutBatch() its shape.",
                        () -> Tensor.zeros(-1, 4)),
                shape(
                        "an empty array for a shape",
                        "shape (2, 2) has 4 values, but the array holds 0. Give a shape whose sizes multiply "
                                + "to 0, or an array of 4 values.",
                        () -> Tensor.of(new float[0], 2, 2)),
                shape(
                        "whole numbers for another shape",
                        "shape (2, 2) has 4 values, but the array holds 3. Give a shape whose sizes multiply "
                                + "to 3, or an array of 4 values.",
                        () -> Tensor.of(new int[] {1, 2, 3}, 2, 2)),
                shape(
                        "doubles for another shape",
                        "shape (2, 2) has 4 values, but the array holds 3. Give a shape whose sizes multiply "
                                + "to 3, or an array of 4 values.",
                        () -> Tensor.of(new double[] {1, 2, 3}, 2, 2)),
                data(
                        "a whole number that rounds",
                        "the whole number 16777217 at index 1 is not exact in float32, which would make it "
                                + "16777216; whole numbers are exact up to 16777216. Use smaller numbers (class labels "
                                + "count from 0), or Tensor.of(double[]), which rounds.",
                        () -> Tensor.of(new int[] {1, 16_777_217})),
                shape(
                        "a negative index",
                        "index [0, -1] is outside shape (3, 10): index -1 of axis 1 must be from 0 to 9.",
                        () -> X.get(0, -1)),
                shape(
                        "an index too many",
                        "the shape (3, 10) has 2 axes, got 3 indices; give one for each axis",
                        () -> X.get(0, 0, 0)),
                shape(
                        "setting outside",
                        "index [3, 0] is outside shape (3, 10): index 3 of axis 0 must be from 0 to 2.",
                        () -> X.set(1, 3, 0)),
                shape(
                        "rows backwards",
                        "rows(2, 1) are not within the first axis of (3, 10): 0 <= from <= to <= 3 is "
                                + "wanted, where row to is the first one left out.",
                        () -> X.rows(2, 1)),
                shape(
                        "a negative first row",
                        "rows(-1, 2) are not within the first axis of (3, 10): 0 <= from <= to <= 3 is "
                                + "wanted, where row to is the first one left out.",
                        () -> X.rows(-1, 2)),
                shape(
                        "rows of a scalar",
                        "rows(0, 1) are not within the first axis of (), which is a single number.",
                        () -> Tensor.zeros().rows(0, 1)),
                shape(
                        "wrapping too short an array",
                        "shape (2, 2) has 4 values, but the array holds 3. Give a shape whose sizes multiply "
                                + "to 3, or an array of 4 values.",
                        () -> Tensor.wrap(new float[3], Shape.of(2, 2))),
                shape(
                        "wrapping beyond the end",
                        "a tensor of shape (3) needs 3 values from index 2, but the array holds 4",
                        () -> Tensor.wrap(new float[4], 2, Shape.of(3))),
                shape(
                        "wrapping from before the start",
                        "a tensor of shape (3) needs 3 values from index -1, but the array holds 4",
                        () -> Tensor.wrap(new float[4], -1, Shape.of(3))),
                shape("the first axis of a scalar", "a scalar has no first axis", () -> Shape.SCALAR.withoutBatch()),
                shape(
                        "an unknown shape's size",
                        "the shape (None, 3) has a size that is not known yet (None, -1). Give a number of 0 "
                                + "or more for each axis. If axis 0 is the batch, rowSize() is the number of values of "
                                + "one sample, and withoutBatch() its shape.",
                        () -> Shape.of(-1, 3).size()),
                shape(
                        "an axis too far back",
                        "axis -3 does not exist in shape (2, 3) of rank 2; there are 0 to 1, or -1 to -2 "
                                + "from the end.",
                        () -> Shape.of(2, 3).axis(-3)),
                shape(
                        "a range of axes outside",
                        "axes 1 to 3 are not within shape (2, 3) of rank 2",
                        () -> Shape.of(2, 3).range(1, 4)),
                shape(
                        "a batch without inputs",
                        "a batch needs at least one input tensor",
                        () -> new Batch(List.of(), List.of(), List.of())),
                shape(
                        "a batch of a scalar",
                        "batch: the first axis counts the samples, but input 0 is a single number; reshape "
                                + "it to (1)",
                        () -> Batch.of(Tensor.zeros())),
                shape(
                        "weights of another number of rows",
                        "batch: the first axis counts the samples and must agree: input 0 has 3, sample "
                                + "weight 0 has shape (2).",
                        () -> Batch.of(X, X, Tensor.zeros(2))),
                option(
                        "a source of a negative number of batches",
                        "Batches.of: the number of batches must be 0 or more, got -1",
                        () -> Batches.of(-1, i -> Batch.of(X))),
                data(
                        "a source of no inputs",
                        "there is no input: give one tensor for each input of the model",
                        () -> Batches.of(List.of(), List.of(), List.of(), 2, false, 0)),
                shape(
                        "a source of unequal rows",
                        "the first axis counts the samples and must agree: input 0 has 3, but target 0 has "
                                + "shape (2).",
                        () -> Batches.of(List.of(X), List.of(Tensor.zeros(2)), List.of(), 2, false, 0)),
                shape(
                        "a source of a scalar",
                        "the first axis counts the samples, but a scalar has none; reshape it to (1)",
                        () -> Batches.of(List.of(Tensor.zeros()), List.of(), List.of(), 2, false, 0)),
                data(
                        "categories of half numbers",
                        "label 0.5 at index 0 is not a whole number of 0 or more. Class labels count from 0.",
                        () -> NumericUtils.toCategorical(Tensor.of(new double[] {0.5, 1}))),
                option(
                        "a negative number of categories",
                        "numClasses must be 0 or more, got -1",
                        () -> NumericUtils.toCategorical(new int[] {0}, -1)),
                data(
                        "no categories",
                        "label 0 at index 0 is outside 0 … -1: numClasses is 0. Give a larger numClasses, or "
                                + "number the classes from 0.",
                        () -> NumericUtils.toCategorical(new int[] {0}, 0)),
                data(
                        "a billion categories",
                        "label 3.0E9 at index 1 is not a whole number of 0 or more. Class labels count from " + "0.",
                        () -> NumericUtils.toCategorical(Tensor.of(new double[] {0, 3e9}))),
                shape(
                        "normalizing along an axis that is not there",
                        "axis 2 does not exist in shape (3, 10) of rank 2; there are 0 to 1, or -1 to -2 "
                                + "from the end.",
                        () -> NumericUtils.normalize(X, 2, 2)),
                option(
                        "normalizing by order 0",
                        "order must be 1 or more, got 0.0",
                        () -> NumericUtils.normalize(X, 1, 0)),
                shape(
                        "ragged doubles",
                        "row 1 has 0 values, row 0 has 2; the rows of a matrix must be of one length. Pad "
                                + "the shorter ones, or cut the longer ones.",
                        () -> Tensor.of(new float[][] {{1, 2}, {}})));
    }
}
