package dev.cornet.layers;

import dev.cornet.nn.Merge;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Base class of layers that merge their inputs element-wise. Inputs of different shapes are broadcast as in NumPy: axes are aligned from
 * the last one on, and an axis of size 1 or a missing axis is repeated; the gradient is summed over repeated axes.
 *
 * @param <L> the layer itself
 */
abstract class BaseMerge<L extends Merge<L>> extends Merge<L> {
    /** Merges x into y, which holds the merge of the inputs before it, in the same shape. */
    abstract void merge(Tensor y, Tensor x);

    /** Computes the result from the merge of all {@code n} inputs in y. */
    void finish(Tensor y, int n) {}

    /** The gradient of input {@code i}; may be dy itself, which must not be changed. */
    abstract Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass);

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(
                ins.size() >= 2, "takes at least two inputs, got %d. Write new %s().of(a, b).", ins.size(), typeName());
        Shape out = ins.get(0).withoutBatch();
        for (Shape in : ins) {
            if (!Broadcast.areCompatible(out, in.withoutBatch())) {
                requireShape(
                        false,
                        "takes inputs of one shape, or with axes of size 1 to repeat, got %s. Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                        Shape.samples(ins));
            }
            out = Broadcast.resultShape(out, in.withoutBatch());
        }
        return out.withBatch(ins.get(0).dim(0));
    }

    /** The merge of inputs of one shape that leaves out masked values; null for layers that do not leave them out. */
    @Nullable
    MaskedMerge maskedMerge(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        return null;
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    /** The union of the masks; null if an input has no mask or the masks cannot be broadcast to one shape. */
    @Override
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape all = masks.get(0);
        for (Shape mask : masks) {
            if (all == null || mask == null || mask.rank() != all.rank() || !Broadcast.areCompatible(all, mask)) {
                return null;
            }
            all = Broadcast.resultShape(all, mask);
        }
        return all == null ? null : new OutputMask(all, (xs, pass) -> Masks.union(pass.masks(), pass));
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        List<Tensor> broadcast = haveEqualShapes(xs) ? xs : broadcastAll(xs, pass);
        MaskedMerge masked = pass.masks().isEmpty() ? null : maskedMerge(broadcast, masks(xs, broadcast, pass), pass);
        if (masked != null) {
            return Outputs.of(masked.y(), (dy, grads) -> inputGradients(xs, i -> masked.inputGradient(i, dy), pass));
        }
        Tensor y = pass.tensor(broadcast.get(0).shape());
        y.copyFrom(broadcast.get(0));
        for (int i = 1; i < broadcast.size(); i++) {
            merge(y, broadcast.get(i));
        }
        finish(y, broadcast.size());
        return Outputs.of(y, (dy, grads) -> inputGradients(xs, i -> inputGradient(i, broadcast, y, dy, pass), pass));
    }

    private static List<@Nullable Tensor> inputGradients(List<Tensor> xs, IntFunction<Tensor> gradient, Pass pass) {
        List<@Nullable Tensor> dxs = new ArrayList<>(xs.size());
        for (int i = 0; i < xs.size(); i++) {
            Tensor dx = gradient.apply(i);
            boolean sameShape = dx.shape().equals(xs.get(i).shape());
            dxs.add(sameShape ? dx : Broadcast.sumTo(dx, xs.get(i).shape(), pass));
        }
        return dxs;
    }

    /** The inputs' masks in the shape of the broadcast inputs. As in Keras, the mask of an input with fewer axes than y is ignored. */
    private static List<@Nullable Tensor> masks(List<Tensor> xs, List<Tensor> broadcast, Pass pass) {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor mask = pass.masks().get(i);
            Shape to = broadcast.get(i).shape();
            if (mask == null || xs.get(i).shape().rank() < to.rank()) {
                masks.add(null);
                continue;
            }
            Tensor expanded = MaskedMerge.expandMask(mask, xs.get(i), pass);
            masks.add(expanded.shape().equals(to) ? expanded : Broadcast.broadcast(expanded, to, pass));
        }
        return masks;
    }

    private static boolean haveEqualShapes(List<Tensor> xs) {
        for (int i = 1; i < xs.size(); i++) {
            if (!xs.get(i).shape().equals(xs.get(0).shape())) {
                return false;
            }
        }
        return true;
    }

    private List<Tensor> broadcastAll(List<Tensor> xs, Pass pass) {
        Shape out = outputShape(xs.stream().map(Tensor::shape).toList());
        List<Tensor> broadcast = new ArrayList<>();
        for (Tensor x : xs) {
            broadcast.add(x.shape().equals(out) ? x : Broadcast.broadcast(x, out, pass));
        }
        return broadcast;
    }
}
