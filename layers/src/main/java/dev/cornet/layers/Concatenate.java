package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Merge;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Layer that concatenates its inputs along an axis (default −1, the last). All other axes must have equal sizes. Reference: Keras'
 * Concatenate page.
 */
public final class Concatenate extends Merge<Concatenate> {
    @Option
    private int axis = -1;

    /** Concatenates along the last axis. */
    public Concatenate() {}

    /** Concatenates along {@code axis}, counted as in Keras with the batch axis as 0; negative from the end. */
    public Concatenate(int axis) {
        this.axis = axis;
        validate();
    }

    @Override
    protected void validate() {
        SampleAxis.requireNotBatch(this, axis);
    }

    /** The index of the axis in inputs of {@code rank} axes. */
    private int axisOf(int rank) {
        int a = axis < 0 ? axis + rank : axis;
        requireShape(
                a >= 1 && a < rank,
                "axis %d does not exist in samples of %d axes: choose from 1 to %d, or -1 for the last",
                axis,
                rank - 1,
                rank - 1);
        return a;
    }

    @Override
    protected Shape outputShape(List<Shape> ins) {
        requireShape(
                ins.size() >= 2, "takes at least two inputs, got %d. Write new Concatenate().of(a, b).", ins.size());
        Shape first = ins.get(0);
        int a = axisOf(first.rank());
        int sum = 0;
        for (Shape in : ins) {
            if (in.rank() != first.rank() || !in.with(a, 0).equals(first.with(a, 0))) {
                requireShape(
                        false,
                        "the inputs must agree in all axes but %d, got %s. Reshape or crop them first.",
                        axis,
                        Shape.samples(ins));
            }
            sum = Math.addExact(sum, in.dim(a));
        }
        return first.with(a, sum);
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    /**
     * The mask of the output: the masks are concatenated as the inputs are, or combined into their union if they do not have that
     * axis (a mask has no axis of features). An input without a mask is taken as unmasked; null if no input has a mask.
     */
    @Override
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape known = masks.stream().filter(Objects::nonNull).findFirst().orElse(null);
        if (known == null) {
            return null;
        }
        int a = axisOf(ins.get(0).rank());
        return new OutputMask(a < known.rank() ? known.with(a, outputShape(ins).dim(a)) : known, this::mask);
    }

    private Tensor mask(List<Tensor> xs, Pass pass) {
        List<@Nullable Tensor> inputMasks = pass.masks();
        int rank = inputMasks.stream()
                .filter(Objects::nonNull)
                .mapToInt(mask -> mask.shape().rank())
                .findFirst()
                .orElseThrow();
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor mask = inputMasks.get(i);
            masks.add(mask != null ? mask : Masks.ones(xs.get(i).shape().range(0, rank), pass));
        }
        int axis = axisOf(xs.get(0).shape().rank());
        if (axis >= rank) {
            return Masks.union(masks, pass);
        }
        int length = masks.stream().mapToInt(mask -> mask.shape().dim(axis)).sum();
        Tensor all = pass.tensor(masks.get(0).shape().with(axis, length));
        copy(masks, all, axis, true);
        return all;
    }

    @Override
    protected Outputs forward(List<Tensor> xs, Pass pass) {
        Shape out = outputShape(xs.stream().map(Tensor::shape).toList());
        int a = axisOf(out.rank());
        Tensor y = pass.tensor(out);
        copy(xs, y, a, true);
        return Outputs.of(y, (dy, grads) -> {
            List<Tensor> dxs = new ArrayList<>();
            for (Tensor x : xs) {
                dxs.add(pass.tensor(x.shape()));
            }
            copy(dxs, dy, a, false);
            return dxs;
        });
    }

    /** Copies the parts into the whole along the axis; if not {@code join}, copies the whole into the parts. */
    private static void copy(List<Tensor> parts, Tensor whole, int axis, boolean join) {
        int outer = whole.shape().range(0, axis).size();
        int row = outer == 0 ? 0 : whole.size() / outer;
        int at = 0;
        for (Tensor part : parts) {
            int width = outer == 0 ? 0 : part.size() / outer;
            for (int r = 0; r < outer; r++) {
                int w = whole.offset() + r * row + at;
                int p = part.offset() + r * width;
                if (join) {
                    System.arraycopy(part.data(), p, whole.data(), w, width);
                } else {
                    System.arraycopy(whole.data(), w, part.data(), p, width);
                }
            }
            at += width;
        }
    }
}
