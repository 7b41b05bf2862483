package dev.cornet.testing;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contract test of layers: {@code LayerContract.check(() -> new Dense(3), Shape.of(5))}.
 *
 * <p>In training and in inference it checks that
 * <ul>
 *   <li>outputs have the declared shapes, and the same call gives the same outputs;
 *   <li>gradients are right ({@link GradientCheck}), are added to the accumulators, and do not depend on which other gradients are
 *   required;
 *   <li>forward and backward write neither a field of the layer nor an input;
 *   <li>passes are independent of each other, interleaved and in eight threads;
 *   <li>a batch computed in two slices gives the outputs and gradients of the whole batch.
 * </ul>
 *
 * <p>A layer that computes, reads or passes on a mask is run with masks: masked steps neither change the other steps of the output nor get
 * a gradient, a mask that the layer declares to read has an effect, and the mask of the output has the declared shape and the values 0 and
 * 1. Then it checks that the layer can be written and read as a config with the same outputs, that a layer with default options can be
 * saved if it can be loaded, and that wrong input shapes are refused. A failed check is a {@link CornetException} that names it.
 */
public final class LayerContract {
    private static final int ROWS = 5;
    private static final int THREADS = 8;
    private static final double CLOSE = 2e-5;

    private final Supplier<? extends Layer> factory;
    private final int below;
    private final List<Shape> samples;
    private final Layer layer;
    private final List<Shape> outputs;
    private final List<Tensor> xs;

    private LayerContract(Supplier<? extends Layer> factory, int below, List<Shape> samples) {
        this.below = below;
        this.factory = factory;
        this.samples = samples;
        this.layer = factory.get();
        this.outputs = LayerAccess.buildOrCheck(layer, RandomTensors.batches(samples));
        RandomStream random = new RandomStream(11);
        RandomTensors.fill(layer, random);
        this.xs = RandomTensors.inputs(samples, ROWS, below, random);
    }

    /** Checks the layers that {@code factory} creates on samples of these shapes, one for each input. */
    public static void check(Supplier<? extends Layer> factory, Shape... samples) {
        check(factory, 0, samples);
    }

    /** Checks layers whose inputs are integers in [0, below), such as an Embedding; 0 stands for real numbers. */
    public static void check(Supplier<? extends Layer> factory, int below, Shape... samples) {
        check(factory, below, true, samples);
    }

    /**
     * As {@link #check(Supplier, Shape...)}, but without masks: for a layer that passes on the mask of its input although masked steps
     * change the other steps of its output, as a normalization over the steps does in Keras.
     */
    public static void checkWithoutMasks(Supplier<? extends Layer> factory, Shape... samples) {
        check(factory, 0, false, samples);
    }

    private static void check(Supplier<? extends Layer> factory, int below, boolean masked, Shape... samples) {
        LayerContract contract = new LayerContract(factory, below, List.of(samples));
        for (boolean training : new boolean[] {false, true}) {
            contract.givesDeclaredShapes(training);
            contract.writesNoFieldAndNoInput(training);
            contract.isDeterministic(training);
            contract.addsToAccumulators(training);
            contract.computesOnlyRequiredGradients(training);
            contract.passesAreIndependent(training);
            contract.isThreadSafe(training);
            contract.slicesGiveTheWholeBatch(training);
            contract.hasRightGradients(training);
        }
        if (masked) {
            MaskContract.check(contract.layer, contract.samples, below);
        }
        SavingContract.check(contract.layer, contract.samples, contract.xs);
        contract.refusesWrongShapes();
    }

    private void givesDeclaredShapes(boolean training) {
        List<Tensor> inputs = xs.stream().map(Tensor::copy).toList();
        List<Tensor> ys = LayerRun.forward(layer, inputs, training).ys();
        for (int i = 0; i < outputs.size(); i++) {
            Shape declared = outputs.get(i).with(0, ROWS);
            expect(
                    ys.get(i).shape().equals(declared),
                    "declares the output shape %s, gives %s",
                    declared,
                    ys.get(i).shape());
        }
    }

    private void isDeterministic(boolean training) {
        LayerRun first = LayerRun.forward(layer, xs, training);
        expect(
                Comparison.same(
                        first.ys(), LayerRun.forward(layer, xs, training).ys()),
                "the same run twice gives different outputs");
        for (Tensor y : first.ys()) {
            for (float v : y.data()) {
                expect(
                        !Float.isNaN(v),
                        "reads memory that it has not written: tensors of a pass hold arbitrary values");
            }
        }
    }

    private void writesNoFieldAndNoInput(boolean training) {
        List<Tensor> inputs = xs.stream().map(Tensor::copy).toList(); // new tensors, which no field refers to yet
        Map<String, String> fields = FieldSnapshot.of(layer);
        LayerRun run = LayerRun.forward(layer, inputs, training);
        expect(Comparison.same(xs, inputs), "forward writes to its input, which belongs to the layer before");
        run.backward(dys(run, 1));
        expect(Comparison.same(xs, inputs), "backward writes to its input, which belongs to the layer before");
        String change = FieldSnapshot.firstChange(fields, FieldSnapshot.of(layer));
        expect(change == null, "a pass writes the field %s: what backward needs belongs into its closure", change);
    }

    private void addsToAccumulators(boolean training) {
        LayerRun.BackwardResult fromZero = backward(training, true, w -> true, 0);
        LayerRun.BackwardResult fromFour = backward(training, true, w -> true, 4);
        for (Variable w : trainable()) {
            expect(
                    Comparison.distance(dw(fromZero, w), dw(fromFour, w)) < 1e-4,
                    "overwrites the gradient of \"%s\" instead of adding to it",
                    w.name());
        }
    }

    private void computesOnlyRequiredGradients(boolean training) {
        LayerRun.BackwardResult all = backward(training, true, w -> true, 0);
        LayerRun.BackwardResult noInput = backward(training, false, w -> true, 0);
        for (Variable w : trainable()) {
            expect(
                    Comparison.same(dw(all, w), dw(noInput, w)),
                    "the gradient of \"%s\" depends on whether that of the input is required",
                    w.name());
        }
        LayerRun.BackwardResult noWeights = backward(training, true, w -> false, 0);
        expect(
                Comparison.same(all.dxs(), noWeights.dxs()),
                "the gradient of the input depends on whether those of weights are required");
    }

    private void passesAreIndependent(boolean training) {
        List<Tensor> others = RandomTensors.inputs(samples, ROWS - 2, below, new RandomStream(12));
        LayerRun.BackwardResult alone = backward(training, true, w -> true, 0);
        LayerRun first = LayerRun.forward(layer, xs, training);
        LayerRun second = LayerRun.forward(layer, others, training);
        LayerRun.BackwardResult gradients = first.backward(dys(first, 1));
        second.backward(dys(second, 2));
        expect(
                same(alone, gradients),
                "two passes at once disturb each other: backward reads what the other forward has left");
    }

    private void isThreadSafe(boolean training) {
        LayerRun first = LayerRun.forward(layer, xs, training);
        LayerRun.BackwardResult alone = first.backward(dys(first, 1));
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 3 * THREADS; i++) {
                tasks.add(() -> {
                    LayerRun run = LayerRun.forward(layer, xs, training);
                    LayerRun.BackwardResult gradients = run.backward(dys(run, 1));
                    expect(Comparison.same(first.ys(), run.ys()), "eight threads at once give other outputs than one");
                    expect(same(alone, gradients), "eight threads at once give other gradients than one");
                    return true;
                });
            }
            for (Future<Boolean> run : pool.invokeAll(tasks)) {
                run.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken("the check was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CornetException broken
                    ? broken
                    : new CornetException(LayerAccess.describe(layer) + ": fails in a thread beside others", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private void slicesGiveTheWholeBatch(boolean training) {
        if (LayerAccess.rowUse(layer, training).needsWholeBatch()) {
            return;
        }
        int cut = 2;
        LayerRun whole = LayerRun.forward(layer, xs, training);
        LayerRun.BackwardResult wholeBack = whole.backward(dys(whole, 1));
        LayerRun head = LayerRun.forward(layer, rows(xs, 0, cut), training, 0, ROWS);
        LayerRun tail = LayerRun.forward(layer, rows(xs, cut, ROWS), training, cut, ROWS);
        LayerRun.BackwardResult headBack = head.backward(rows(dys(whole, 1), 0, cut));
        LayerRun.BackwardResult tailBack = tail.backward(rows(dys(whole, 1), cut, ROWS));
        for (int i = 0; i < outputs.size(); i++) {
            Tensor y = whole.ys().get(i);
            expect(
                    Comparison.distance(y.rows(0, cut), head.ys().get(i)) < CLOSE
                            && Comparison.distance(y.rows(cut, ROWS), tail.ys().get(i)) < CLOSE,
                    "a part of the batch gives other rows than the whole batch; if that must be, say so by rowUse");
        }
        for (Variable w : trainable()) {
            Tensor sum = dw(headBack, w).copy();
            Ops.add(sum, dw(tailBack, w));
            expect(
                    Comparison.distance(dw(wholeBack, w), sum) < CLOSE,
                    "the gradients of \"%s\" of two parts of a batch do not add up to that of the batch",
                    w.name());
        }
    }

    /** Values are checked one by one in training only if the layer computes something else there than in inference. */
    private void hasRightGradients(boolean training) {
        if (training && computesTheSameInTraining()) {
            GradientCheck.checkDirections(layer, true, samples, below);
        } else {
            GradientCheck.check(layer, training, samples, below, 100);
        }
    }

    private boolean computesTheSameInTraining() {
        return Comparison.same(
                        LayerRun.forward(layer, xs, false).ys(),
                        LayerRun.forward(layer, xs, true).ys())
                && same(backward(false, true, w -> true, 0), backward(true, true, w -> true, 0));
    }

    private void refusesWrongShapes() {
        if (layer instanceof Merge) {
            if (samples.get(0).rank() >= 2) {
                refuses(List.of(samples.get(0), longer(samples.get(0))));
            }
            return;
        }
        refuses(List.of(samples.get(0), samples.get(0)));
        if (!layer.variables().isEmpty() && below == 0) {
            refuses(List.of(samples.get(0).withLast(samples.get(0).last() + 1)));
        }
    }

    private void refuses(List<Shape> wrong) {
        Layer fresh = factory.get();
        LayerAccess.buildOrCheck(fresh, RandomTensors.batches(samples));
        try {
            LayerAccess.buildOrCheck(fresh, RandomTensors.batches(wrong));
        } catch (ShapeException e) {
            expect(
                    String.valueOf(e.getMessage()).startsWith(LayerAccess.describe(fresh)),
                    "refuses inputs %s without its name: %s",
                    wrong,
                    e.getMessage());
            return;
        }
        throw broken("built for " + samples + ", it takes inputs " + wrong);
    }

    private static Shape longer(Shape shape) {
        return Shape.of(Arrays.stream(shape.toArray()).map(d -> d + 2).toArray());
    }

    private LayerRun.BackwardResult backward(
            boolean training, boolean requiresInput, Predicate<Variable> requires, float start) {
        LayerRun run = LayerRun.forward(layer, xs, training);
        return run.backward(dys(run, 1), requiresInput, requires, start);
    }

    private static List<Tensor> dys(LayerRun run, int seed) {
        return run.ys().stream()
                .map(y -> RandomTensors.uniform(y.shape(), new RandomStream(seed)))
                .toList();
    }

    private List<Variable> trainable() {
        return layer.variables().stream().filter(Variable::trainable).toList();
    }

    private static Tensor dw(LayerRun.BackwardResult back, Variable w) {
        return Objects.requireNonNull(back.dws().get(w));
    }

    private static List<Tensor> rows(List<Tensor> tensors, int from, int to) {
        return tensors.stream().map(t -> t.rows(from, to)).toList();
    }

    private boolean same(LayerRun.BackwardResult a, LayerRun.BackwardResult b) {
        return Comparison.same(a.dxs(), b.dxs())
                && trainable().stream().allMatch(w -> Comparison.same(dw(a, w), dw(b, w)));
    }

    private void expect(boolean holds, String format, @Nullable Object... arguments) {
        if (!holds) {
            throw broken(String.format(Locale.ROOT, format, arguments));
        }
    }

    private CornetException broken(String what) {
        return broken(layer, what);
    }

    static CornetException broken(Layer layer, String what) {
        return new CornetException(LayerAccess.describe(layer) + " breaks the contract of layers: " + what);
    }
}
