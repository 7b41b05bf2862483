package dev.cornet.testing;

import dev.cornet.nn.Arena;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of a layer over some rows and back, as the engine does it: memory holds NaN before it is written, dy may be overwritten.
 *
 * <p>All tensors of a finished run are copies.
 */
public final class LayerRun {
    private final Layer layer;
    private final Pass pass;
    private final Outputs outputs;
    private final List<Tensor> ys = new ArrayList<>();

    private LayerRun(Layer layer, Pass pass, Outputs outputs) {
        this.layer = layer;
        this.pass = pass;
        this.outputs = outputs;
        outputs.ys().forEach(y -> ys.add(y.copy()));
    }

    /** Gradients of the inputs (null where the layer gave none) and of each of the layer's variables. */
    public record Back(List<@Nullable Tensor> dxs, Map<Variable, Tensor> dws) {}

    /** Runs a built layer forward over a whole batch. */
    public static LayerRun forward(Layer layer, List<Tensor> xs, boolean training) {
        return forward(layer, xs, training, 0, xs.get(0).shape().dim(0));
    }

    /** Runs a built layer forward over a whole batch with masks of its inputs, null for an input without one. */
    public static LayerRun forward(Layer layer, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training) {
        return forward(layer, xs, masks, training, 0, xs.get(0).shape().dim(0));
    }

    /** Runs a built layer forward over the rows from {@code firstRow} on of a batch. */
    static LayerRun forward(Layer layer, List<Tensor> xs, boolean training, int firstRow, int batchRows) {
        return forward(layer, xs, List.of(), training, firstRow, batchRows);
    }

    private static LayerRun forward(
            Layer layer, List<Tensor> xs, List<@Nullable Tensor> masks, boolean training, int firstRow, int batchRows) {
        Pass pass = new Pass(training, new RandomStream(7), usedArena(xs.get(0).size()));
        pass.begin(training, new RandomStream(7), firstRow, batchRows);
        pass.enter(3, false);
        pass.masks(masks);
        return new LayerRun(layer, pass, layer.run(xs, pass));
    }

    /** An arena whose arrays, of many lengths, hold NaN: what a layer does not write itself must not be read. */
    private static Arena usedArena(int size) {
        Arena arena = new Arena();
        Pass before = new Pass(true, new RandomStream(0), arena);
        for (int length = 1; length < 64L * size + 4096; length *= 2) {
            for (int i = 0; i < 3; i++) {
                Ops.fill(before.tensor(Shape.of(length)), Float.NaN);
            }
        }
        arena.reset();
        return arena;
    }

    public Tensor y() {
        return ys.get(0);
    }

    /** One for each output. */
    public List<Tensor> ys() {
        return ys;
    }

    /** What the layer asked for by {@link Pass#assignAfterStep} and {@link Pass#average}. */
    public List<StateUpdate> updates() {
        return pass.takeUpdates();
    }

    double losses() {
        return pass.losses();
    }

    /** The way back from one dy for each output; everything is wanted. */
    public Back backward(List<Tensor> dys) {
        return backward(dys, true, w -> true, 0f);
    }

    /** The way back; buffers of weight gradients start at {@code start}, which is taken off again. */
    Back backward(List<Tensor> dys, boolean requiresInput, Predicate<Variable> wants, float start) {
        Map<Variable, Tensor> sums = new IdentityHashMap<>();
        for (Variable w : layer.variables()) {
            Tensor sum = Tensor.zeros(w.shape());
            Ops.fill(sum, start);
            sums.put(w, sum);
        }
        List<Tensor> given = dys.stream().map(Tensor::copy).toList();
        List<@Nullable Tensor> dxs = new ArrayList<>();
        for (Tensor dx : outputs.backward(given, new Buffers(sums, requiresInput, wants))) {
            dxs.add(dx == null ? null : dx.copy());
        }
        for (Tensor sum : sums.values()) {
            for (int i = 0; i < sum.size(); i++) {
                sum.data()[i] -= start;
            }
        }
        return new Back(dxs, sums);
    }

    private record Buffers(Map<Variable, Tensor> sums, boolean requiresInput, Predicate<Variable> wanted)
            implements Gradients {
        @Override
        public Tensor accumulator(Variable w) {
            return java.util.Objects.requireNonNull(sums.get(w), "a variable of the layer");
        }

        @Override
        public boolean requires(Variable w) {
            return wanted.test(w) && w.trainable();
        }
    }
}
