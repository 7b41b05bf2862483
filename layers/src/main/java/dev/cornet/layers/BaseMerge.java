package dev.cornet.layers;

import dev.cornet.nn.Merge;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges value by value. Inputs of other shapes are stretched: axes are counted from the last, and a size of 1 or a missing axis is
 * repeated, as in NumPy; the gradient sums over what was repeated.
 *
 * @param <L> the layer itself
 */
abstract class BaseMerge<L extends BaseMerge<L>> extends Merge<L> {
    /** y of inputs of one shape. */
    abstract void merge(List<Tensor> xs, Tensor y);

    /** The gradient of input {@code i}; may be dy itself, unchanged. */
    abstract Tensor way(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass);

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(
                ins.size() >= 2, "takes at least two inputs, got %d. Write new %s().of(a, b).", ins.size(), typeName());
        Shape out = ins.get(0);
        for (Shape in : ins) {
            requireShape(
                    Broadcast.fits(out, in),
                    "takes inputs of one shape, or with axes of size 1 to repeat, got %s. Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                    ins);
            out = Broadcast.join(out, in);
        }
        return out;
    }

    /** The merge of what its masks leave of the inputs, stretched to one shape; null for merges that take all values. */
    @Nullable
    MaskedMerge skipping(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        return null;
    }

    @Override
    public boolean readsMask() {
        return true;
    }

    /** Where all inputs have masks, what counts in one of them counts. */
    @Override
    public @Nullable Shape maskShape(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape all = masks.get(0);
        for (Shape mask : masks) {
            if (all == null || mask == null || mask.rank() != all.rank() || !Broadcast.fits(all, mask)) {
                return null;
            }
            all = Broadcast.join(all, mask);
        }
        return all;
    }

    @Override
    public Tensor mask(List<Tensor> xs, Pass pass) {
        return Masks.either(pass.masks(), pass);
    }

    @Override
    protected Merged forward(List<Tensor> xs, Pass pass) {
        List<Tensor> stretched = isAlike(xs) ? xs : stretched(xs, pass);
        MaskedMerge skipping = pass.masks().isEmpty() ? null : skipping(stretched, masks(xs, stretched, pass), pass);
        if (skipping != null) {
            return new Merged(skipping.y(), (dy, grads) -> back(xs, i -> skipping.way(i, dy), pass));
        }
        Tensor y = pass.tensor(stretched.get(0).shape());
        merge(stretched, y);
        return new Merged(y, (dy, grads) -> back(xs, i -> way(i, stretched, y, dy, pass), pass));
    }

    private static List<@Nullable Tensor> back(List<Tensor> xs, IntFunction<Tensor> way, Pass pass) {
        List<@Nullable Tensor> dxs = new ArrayList<>(xs.size());
        for (int i = 0; i < xs.size(); i++) {
            Tensor dx = way.apply(i);
            boolean fits = dx.shape().equals(xs.get(i).shape());
            dxs.add(fits ? dx : Broadcast.sum(dx, xs.get(i).shape(), pass));
        }
        return dxs;
    }

    /** The inputs' masks, a value for each value of the inputs as stretched; Keras loses those of inputs that lack axes. */
    private static List<@Nullable Tensor> masks(List<Tensor> xs, List<Tensor> stretched, Pass pass) {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor mask = pass.masks().get(i);
            Shape to = stretched.get(i).shape();
            if (mask == null || xs.get(i).shape().rank() < to.rank()) {
                masks.add(null);
                continue;
            }
            Tensor each = MaskedMerge.spread(mask, xs.get(i), pass);
            masks.add(each.shape().equals(to) ? each : Broadcast.stretch(each, to.withoutBatch(), pass));
        }
        return masks;
    }

    private static boolean isAlike(List<Tensor> xs) {
        for (int i = 1; i < xs.size(); i++) {
            if (!xs.get(i).shape().equals(xs.get(0).shape())) {
                return false;
            }
        }
        return true;
    }

    private List<Tensor> stretched(List<Tensor> xs, Pass pass) {
        Shape sample =
                outputShape(xs.stream().map(x -> x.shape().withoutBatch()).toList());
        List<Tensor> stretched = new ArrayList<>();
        for (Tensor x : xs) {
            boolean fits = x.shape().withoutBatch().equals(sample);
            stretched.add(fits ? x : Broadcast.stretch(x, sample, pass));
        }
        return stretched;
    }
}
