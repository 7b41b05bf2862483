package dev.cornet.testing;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Arena;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.PlainPass;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a single operation, such as a layer, and its backward pass, called as the engine calls them. Buffers of the pass hold
 * NaN until the operation writes them, so reading unwritten memory is noticed. All results are copies.
 */
public final class LayerRun {
    private final Operation operation;
    private final PlainPass pass;
    private final Outputs outputs;
    private final List<Tensor> ys = new ArrayList<>();

    private LayerRun(Operation operation, PlainPass pass, Outputs outputs) {
        this.operation = operation;
        this.pass = pass;
        this.outputs = outputs;
        outputs.ys().forEach(y -> ys.add(y.copy()));
    }

    /**
     * The gradients of one backward pass.
     *
     * @param dxs one for each input, null where the layer returned none
     * @param dws one for each variable of the layer
     */
    public record BackwardResult(List<@Nullable Tensor> dxs, Map<Variable, Tensor> dws) {}

    /** Runs a built layer on a whole batch. */
    public static LayerRun forward(Operation operation, List<Tensor> xs, boolean training) {
        return forward(operation, xs, training, 0, xs.get(0).shape().dim(0));
    }

    /** Runs a built layer on a whole batch with a mask for each input, null for none. */
    public static LayerRun forward(
            Operation operation, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training) {
        return forward(operation, xs, masks, training, 0, xs.get(0).shape().dim(0));
    }

    /** Runs a built layer on a slice of a batch of {@code batchRows} rows; {@code xs} are its rows from {@code firstRow} on. */
    static LayerRun forward(Operation operation, List<Tensor> xs, boolean training, int firstRow, int batchRows) {
        return forward(operation, xs, List.of(), training, firstRow, batchRows);
    }

    /** Runs a built layer on rows {@code from} to {@code to} of a batch. */
    static LayerRun slice(
            Operation operation, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training, int from, int to) {
        List<Tensor> rows = xs.stream().map(x -> x.rows(from, to)).toList();
        List<@Nullable Tensor> rowMasks = new ArrayList<>();
        masks.forEach(mask -> rowMasks.add(mask == null ? null : mask.rows(from, to)));
        return forward(
                operation, rows, rowMasks, training, from, xs.get(0).shape().dim(0));
    }

    private static LayerRun forward(
            Operation operation,
            List<Tensor> xs,
            List<@Nullable Tensor> masks,
            boolean training,
            int firstRow,
            int batchRows) {
        PlainPass pass =
                new PlainPass(training, new RandomStream(7), usedArena(xs.get(0).size()));
        return new LayerRun(operation, pass, run(operation, xs, masks, training, pass, firstRow, batchRows));
    }

    /** Runs a built layer on a whole batch in a pass that may have been used before. */
    static Outputs run(
            Operation operation, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training, PlainPass pass) {
        return run(operation, xs, masks, training, pass, 0, xs.get(0).shape().dim(0));
    }

    private static Outputs run(
            Operation operation,
            List<Tensor> xs,
            List<@Nullable Tensor> masks,
            boolean training,
            PlainPass pass,
            int firstRow,
            int batchRows) {
        pass.begin(training, new RandomStream(7), firstRow, batchRows);
        pass.beginNode(3);
        pass.masks(masks);
        return LayerAccess.run(operation, xs, pass);
    }

    /** An arena with arrays of many lengths filled with NaN: a layer must not read a buffer before it has written it. */
    private static Arena usedArena(int size) {
        Arena arena = new Arena();
        Pass before = new PlainPass(true, new RandomStream(0), arena);
        for (int length = 1; length < 64L * size + 4096; length *= 2) {
            for (int i = 0; i < 3; i++) {
                Ops.fill(before.tensor(Shape.of(length)), Float.NaN);
            }
        }
        arena.reset();
        return arena;
    }

    /** The first output. */
    public Tensor y() {
        return ys.get(0);
    }

    /** All outputs. */
    public List<Tensor> ys() {
        return ys;
    }

    /** The updates of states requested by {@link Pass#update}. */
    public List<PlacedUpdate> updates() {
        return pass.takeUpdates();
    }

    /** The sum of the losses that the layer has added. */
    double losses() {
        return pass.losses();
    }

    /** Runs backward from one gradient for each output; all gradients are required. */
    public BackwardResult backward(List<Tensor> dys) {
        return backward(dys, true, w -> true, 0f);
    }

    /** Runs backward with accumulators that start at {@code start}, which is subtracted from the result. */
    BackwardResult backward(List<Tensor> dys, boolean requiresInput, Predicate<Variable> requires, float start) {
        Map<Variable, Tensor> sums = new IdentityHashMap<>();
        for (Variable w : operation.variables()) {
            Tensor sum = Tensor.zeros(w.shape());
            Ops.fill(sum, start);
            sums.put(w, sum);
        }
        List<Tensor> copies = dys.stream().map(Tensor::copy).toList();
        List<@Nullable Tensor> dxs = new ArrayList<>();
        for (Tensor dx : outputs.backward(copies, new Accumulators(sums, requiresInput, requires))) {
            dxs.add(dx == null ? null : dx.copy());
        }
        for (Tensor sum : sums.values()) {
            for (int i = 0; i < sum.size(); i++) {
                sum.data()[i] -= start;
            }
        }
        return new BackwardResult(dxs, sums);
    }

    private record Accumulators(Map<Variable, Tensor> sums, boolean requiresInput, Predicate<Variable> required)
            implements Gradients {
        @Override
        public Tensor accumulator(Variable w) {
            return Objects.requireNonNull(sums.get(w), "a variable of the layer");
        }

        @Override
        public boolean requires(Variable w) {
            return required.test(w) && w.trainable();
        }
    }
}
