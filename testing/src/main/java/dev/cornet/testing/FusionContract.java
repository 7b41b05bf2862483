package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contract test of fusion: {@code FusionContract.inference(() -> new Dense(3), BatchNormalization::new, Shape.of(5))} checks that
 * {@link Operation#fuse} returns an operation that computes the same as the two layers one after the other.
 *
 * <p>In inference the outputs must agree up to rounding. In training the outputs, the gradients of all inputs and weights, and the added
 * losses must be equal. Slices of a batch must give the rows of the whole batch, and the fused operation must have the variables of both
 * layers in order. A failed check is a {@link CornetException} that names it.
 */
public final class FusionContract {
    private static final int ROWS = 5;

    private final Layer first;
    private final Layer next;
    private final Shape between;
    private final List<Tensor> xs;

    private FusionContract(Supplier<? extends Layer> first, Supplier<? extends Layer> next, List<Shape> samples) {
        this.first = first.get();
        this.next = next.get();
        this.between = LayerAccess.buildOrCheck(this.first, RandomTensors.batches(samples))
                .get(0);
        LayerAccess.buildOrCheck(this.next, List.of(between));
        RandomStream random = new RandomStream(31);
        RandomTensors.fill(this.first, random);
        RandomTensors.fill(this.next, random.foldIn(1));
        this.xs = RandomTensors.inputs(samples, ROWS, 0, random);
    }

    /** Checks the fusion of two layers in inference: outputs agree up to 1e-5 of the largest value. Returns the fused operation. */
    public static Operation inference(
            Supplier<? extends Layer> first, Supplier<? extends Layer> next, Shape... samples) {
        return new FusionContract(first, next, List.of(samples)).check(false, 1e-5);
    }

    /** Checks the fusion of two layers in training: the same bits forward and backward. Returns the fused operation. */
    public static Operation training(
            Supplier<? extends Layer> first, Supplier<? extends Layer> next, Shape... samples) {
        return new FusionContract(first, next, List.of(samples)).check(true, 0);
    }

    /** As {@link #training}, for a kernel that adds in another order: the results agree up to rounding, 1e-5 of the largest value. */
    public static Operation trainingRounded(
            Supplier<? extends Layer> first, Supplier<? extends Layer> next, Shape... samples) {
        return new FusionContract(first, next, List.of(samples)).check(true, 1e-5);
    }

    /** Throws if the layers are fused. */
    public static void notFused(
            boolean training, Supplier<? extends Layer> first, Supplier<? extends Layer> next, Shape... samples) {
        FusionContract contract = new FusionContract(first, next, List.of(samples));
        if (contract.fuse(training) != null) {
            throw contract.broken("are fused");
        }
    }

    private @Nullable Operation fuse(boolean training) {
        return LayerAccess.fuse(first, next, new Context(training, LayerAccess.inputShapes(first), 0, between));
    }

    private record Context(boolean training, List<Shape> inputShapes, int inputOfNext, Shape shapeBetween)
            implements FusionContext {
        @Override
        public boolean learns(Operation operation) {
            return training && operation.variables().stream().anyMatch(Variable::trainable);
        }
    }

    private Operation check(boolean training, double tolerance) {
        Operation fused = fuse(training);
        if (fused == null) {
            throw broken("are not fused");
        }
        List<Variable> variables = new ArrayList<>(first.variables());
        variables.addAll(next.variables());
        expect(fused.variables().equals(variables), "the fused operation must have the variables %s", variables);
        LayerRun one = LayerRun.forward(first, xs, training);
        LayerRun two = LayerRun.forward(next, List.of(one.y()), training);
        LayerRun both = LayerRun.forward(fused, xs, training);
        requireSame("output", two.y(), both.y(), tolerance);
        Tensor y = both.y();
        int cut = 2;
        Tensor head = LayerRun.slice(fused, xs, List.of(), training, 0, cut).y();
        Tensor tail = LayerRun.slice(fused, xs, List.of(), training, cut, ROWS).y();
        requireSame("first rows", y.rows(0, cut), head, Math.max(tolerance, 1e-5));
        requireSame("last rows", y.rows(cut, ROWS), tail, Math.max(tolerance, 1e-5));
        if (training) {
            checkGradients(one, two, both, tolerance);
        }
        return fused;
    }

    private void checkGradients(LayerRun one, LayerRun two, LayerRun both, double tolerance) {
        double losses = one.losses() + two.losses();
        expect(Math.abs(losses - both.losses()) <= 1e-12 * Math.abs(losses), "the fused operation adds another loss");
        Tensor dy = RandomTensors.awayFromZero(both.y().shape(), new RandomStream(32));
        LayerRun.BackwardResult ofTwo = two.backward(List.of(dy.copy()));
        Tensor between = Objects.requireNonNull(ofTwo.dxs().get(0));
        LayerRun.BackwardResult ofOne = one.backward(List.of(between));
        LayerRun.BackwardResult ofBoth = both.backward(List.of(dy.copy()));
        for (int i = 0; i < xs.size(); i++) {
            Tensor dx = ofOne.dxs().get(i);
            if (dx != null) {
                requireSame(
                        "gradient of input " + i,
                        dx,
                        Objects.requireNonNull(ofBoth.dxs().get(i)),
                        tolerance);
            }
        }
        ofOne.dws().forEach((w, dw) -> requireSame(w.name(), dw, gradient(ofBoth, w), tolerance));
        ofTwo.dws().forEach((w, dw) -> requireSame(w.name(), dw, gradient(ofBoth, w), tolerance));
    }

    private static Tensor gradient(LayerRun.BackwardResult result, Variable w) {
        return Objects.requireNonNull(result.dws().get(w));
    }

    private void requireSame(String what, Tensor expected, Tensor actual, double tolerance) {
        expect(
                expected.shape().equals(actual.shape()),
                "%s has the shape %s, expected %s",
                what,
                actual.shape(),
                expected.shape());
        double largest = 0;
        for (float v : expected.toArray()) {
            largest = Math.max(largest, Math.abs(v));
        }
        float[] e = expected.toArray();
        float[] a = actual.toArray();
        for (int i = 0; i < e.length; i++) {
            boolean same = tolerance == 0 ? e[i] == a[i] : Math.abs(e[i] - a[i]) <= tolerance * largest;
            expect(same, "%s: value %d is %s, expected %s", what, i, a[i], e[i]);
        }
    }

    private void expect(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw broken("fused: " + String.format(Locale.ROOT, format, arguments));
        }
    }

    private CornetException broken(String problem) {
        return new CornetException(LayerAccess.describe(first) + " and " + LayerAccess.describe(next) + " " + problem);
    }
}
