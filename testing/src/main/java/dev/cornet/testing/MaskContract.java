package dev.cornet.testing;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Arena;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Merge;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.PlainPass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link LayerContract} on masks, for layers that compute, read or pass on a mask.
 *
 * <ul>
 *   <li>The mask of the output has the declared shape, which consists of leading axes of the output, and the values 0 and 1 alone.
 *   <li>Values of masked steps of the inputs do not change y. If the output has a mask, this holds for its unmasked steps: what stands in a
 *       masked step is up to the layer (Keras' recurrent layers repeat the last output there).
 *   <li>Masked steps of the inputs get no gradient from these values of y.
 *   <li>A layer that declares to read its mask gives other outputs, or another output mask, with the mask than without it.
 *   <li>With a mask too, gradients are right, and two slices of a batch give the outputs of the whole batch.
 * </ul>
 *
 * <p>The inputs get equal masks (batch, steps), and, if they have more axes, then masks (batch, steps, …) of all axes but the last, unless
 * the layer refuses these. Merged inputs whose masks would differ in shape, and integers, get no mask.
 */
final class MaskContract {
    private static final int ROWS = 5;
    private static final double CLOSE = 2e-5;

    private final Layer layer;
    private final List<Shape> samples;
    private final List<@Nullable Shape> maskShapes;
    private final List<Tensor> xs;
    private final List<@Nullable Tensor> masks;

    private MaskContract(Layer layer, List<Shape> samples, int below, List<@Nullable Shape> maskShapes) {
        this.layer = layer;
        this.samples = samples;
        this.maskShapes = maskShapes;
        this.masks = masks(maskShapes, ROWS);
        this.xs = RandomTensors.inputs(samples, ROWS, below, new RandomStream(21));
    }

    static void check(Layer layer, List<Shape> samples, int below) {
        List<@Nullable Shape> none = Collections.nCopies(samples.size(), null);
        boolean computesMask = LayerAccess.computeMask(layer, RandomTensors.batches(samples), none) != null;
        if (computesMask) {
            new MaskContract(layer, samples, below, none).givesValidMask();
        }
        int axes = samples.stream().mapToInt(Shape::rank).max().orElse(0) - 1;
        for (int a = 1; a <= axes && below == 0; a = a < axes ? axes : a + 1) {
            List<@Nullable Shape> maskShapes = new ArrayList<>();
            for (Shape sample : samples) {
                Shape mask = sample.rank() <= a ? null : sample.range(0, a);
                maskShapes.add(mask == null || mask.size() < 2 ? null : mask);
            }
            MaskContract contract = new MaskContract(layer, samples, below, maskShapes);
            if (contract.appliesTo(computesMask, a == 1)) {
                contract.check();
            }
        }
    }

    /** The mask of the output as the layer declares it; null for none. */
    private @Nullable OutputMask declaredMask(List<@Nullable Shape> masksOfSamples) {
        List<@Nullable Shape> masksOfBatches = new ArrayList<>();
        masksOfSamples.forEach(mask -> masksOfBatches.add(mask == null ? null : mask.withBatch(-1)));
        return LayerAccess.computeMask(layer, RandomTensors.batches(samples), masksOfBatches);
    }

    /** The shape of the output's mask for one sample, given those of the inputs' masks; null for none. */
    private @Nullable Shape declaredShape(List<@Nullable Shape> masksOfSamples) {
        OutputMask mask = declaredMask(masksOfSamples);
        return mask == null ? null : mask.shape().withoutBatch();
    }

    /** The number of outputs, from the first on, that have a mask. */
    private int maskedOutputs() {
        OutputMask mask = declaredMask(maskShapes);
        return mask == null ? 0 : mask.outputs();
    }

    /** Whether the layer takes these masks; if they {@code must} fit, it may not pass on a mask that does not fit its output. */
    private boolean appliesTo(boolean computesMask, boolean must) {
        boolean equal = maskShapes.stream().allMatch(shape -> Objects.equals(shape, maskShapes.get(0)));
        if (maskShapes.get(0) == null || (layer instanceof Merge && !equal)) {
            return false;
        }
        try {
            Shape outputMask = declaredShape(maskShapes);
            if (!LayerAccess.readsMask(layer) && (computesMask || outputMask == null)) {
                return false;
            }
            List<Tensor> ys = LayerRun.forward(layer, xs, masks, true).ys();
            for (int o = 0; outputMask != null && o < maskedOutputs(); o++) {
                Shape y = ys.get(o).shape().withoutBatch();
                boolean fits = outputMask.rank() <= y.rank()
                        && y.range(0, outputMask.rank()).equals(outputMask);
                require(
                        fits || !must,
                        "passes on a mask of the shape " + outputMask
                                + ", which are not the leading axes of its output " + y
                                + ". Override computeMask");
                if (!fits) {
                    return false;
                }
            }
            return true;
        } catch (ShapeException e) { // the layer wants masks of other axes
            return false;
        }
    }

    private void check() {
        givesValidMask();
        boolean reads = combinesMasks();
        for (boolean training : new boolean[] {false, true}) {
            maskedStepsDoNotCount(training);
            slicesGiveTheWholeBatch(training);
            if (outputDependsOnMask(training)) {
                reads = true;
                GradientCheck.checkMasked(layer, training, samples, rows -> masks(maskShapes, rows));
            }
        }
        require(
                reads || !LayerAccess.readsMask(layer),
                "declares to read its mask (readsMask), but gives the same outputs and output mask without it");
    }

    /** Masks of these shapes: about half of the steps are masked, but not all of a sample, and none of the first sample. */
    private static List<@Nullable Tensor> masks(List<@Nullable Shape> shapes, int rows) {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (Shape shape : shapes) {
            masks.add(shape == null ? null : mask(shape, rows));
        }
        return masks;
    }

    private static Tensor mask(Shape shape, int rows) {
        Tensor mask = Tensor.zeros(shape.withBatch(rows));
        RandomStream random = new RandomStream(22);
        int steps = shape.size();
        for (int i = 0; i < mask.size(); i++) {
            boolean unmasked = i < steps || i % steps == (i / steps) % steps || random.nextInt(i, 2) == 0;
            boolean masked = i >= steps && i % steps == (i / steps + 1) % steps;
            mask.data()[i] = unmasked && !masked ? 1 : 0;
        }
        return mask;
    }

    /** The mask of the output for these masks of the inputs; null for none. */
    private @Nullable Tensor outputMask(List<Tensor> inputs, List<@Nullable Tensor> inputMasks) {
        List<@Nullable Shape> shapes = new ArrayList<>();
        for (Tensor mask : inputMasks) {
            shapes.add(mask == null ? null : mask.shape().withoutBatch());
        }
        Shape declared = declaredShape(shapes);
        if (declared == null) {
            return null;
        }
        PlainPass pass = new PlainPass(false, new RandomStream(7), new Arena());
        pass.begin(false, new RandomStream(7), 0, ROWS);
        pass.beginNode(3);
        pass.masks(inputMasks);
        Tensor mask = LayerAccess.mask(layer, inputs, pass);
        require(
                mask.shape().equals(declared.withBatch(ROWS)),
                "declares a mask of the shape " + declared.withBatch(ROWS) + ", gives " + mask.shape());
        return mask.copy();
    }

    private void givesValidMask() {
        List<Tensor> zeros = xs.stream()
                .map(x -> select(x, mask(x.shape().range(1, 2), ROWS), i -> 0))
                .toList();
        for (List<Tensor> tensors : List.of(xs, zeros)) { // a layer may take steps of zeros as masked
            Tensor mask = outputMask(tensors, masks);
            for (int i = 0; mask != null && i < mask.size(); i++) {
                float v = mask.data()[i];
                require(v == 0 || v == 1, "gives a mask with the value " + v + ", expected 0 or 1");
            }
        }
    }

    /** Whether the layer computes its output mask from the masks of its inputs, rather than passing on the first of them. */
    private boolean combinesMasks() {
        Tensor mask = outputMask(xs, masks);
        Tensor first = masks.get(0);
        boolean isFirst = Comparison.same(mask, first);
        List<@Nullable Tensor> others = new ArrayList<>();
        for (Tensor other : masks) {
            boolean keeps = other == null || (isFirst && others.isEmpty());
            others.add(keeps ? other : filled(other.shape(), i -> 1));
        }
        return !Comparison.same(mask, outputMask(xs, others));
    }

    private boolean outputDependsOnMask(boolean training) {
        return !Comparison.same(
                LayerRun.forward(layer, xs, training).ys(),
                LayerRun.forward(layer, xs, masks, training).ys());
    }

    private void maskedStepsDoNotCount(boolean training) {
        LayerRun run = LayerRun.forward(layer, xs, masks, training);
        RandomStream random = new RandomStream(23);
        LayerRun changed =
                LayerRun.forward(layer, replaceMasked(i -> (float) random.uniform(i, -2, 2)), masks, training);
        Tensor outputMask = outputMask(xs, masks);
        List<Tensor> dys = new ArrayList<>();
        for (int o = 0; o < run.ys().size(); o++) {
            Tensor y = run.ys().get(o);
            Tensor other = changed.ys().get(o);
            Tensor dy = RandomTensors.awayFromZero(y.shape(), random.foldIn(o));
            if (outputMask != null && o < maskedOutputs()) {
                other = select(other, outputMask, i -> y.data()[i]);
                dy = select(dy, outputMask, i -> 0);
            }
            require(
                    Comparison.distance(y, other) < CLOSE,
                    "masked steps of the input change "
                            + (outputMask == null ? "the output" : "unmasked steps of the output") + inMode(training)
                            + ifMeant(outputMask));
            dys.add(dy);
        }
        boolean addsLoss = run.losses() != 0; // which may depend on masked steps
        List<@Nullable Tensor> dxs = run.backward(dys).dxs();
        for (int i = 0; i < xs.size() && !addsLoss; i++) {
            Tensor dx = dxs.get(i);
            Tensor mask = masks.get(i);
            if (dx != null && mask != null) {
                Tensor unmaskedOnly = select(dx, mask, k -> 0);
                require(
                        Comparison.distance(dx, unmaskedOnly) < CLOSE,
                        "masked steps of the input have a gradient" + inMode(training) + ifMeant(outputMask));
            }
        }
    }

    private void slicesGiveTheWholeBatch(boolean training) {
        if (LayerAccess.rowUse(layer, training).needsWholeBatch()) {
            return;
        }
        int cut = 2;
        List<Tensor> whole = LayerRun.forward(layer, xs, masks, training).ys();
        List<Tensor> head = LayerRun.slice(layer, xs, masks, training, 0, cut).ys();
        List<Tensor> tail =
                LayerRun.slice(layer, xs, masks, training, cut, ROWS).ys();
        for (int o = 0; o < whole.size(); o++) {
            require(
                    Comparison.distance(whole.get(o).rows(0, cut), head.get(o)) < CLOSE
                            && Comparison.distance(whole.get(o).rows(cut, ROWS), tail.get(o)) < CLOSE,
                    "a part of the batch gives other rows than the whole batch, if there is a mask");
        }
    }

    /** Copies of the inputs with other values in masked steps, each by its index. */
    private List<Tensor> replaceMasked(Values values) {
        List<Tensor> replaced = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor mask = masks.get(i);
            replaced.add(mask == null ? xs.get(i) : select(xs.get(i), mask, values));
        }
        return replaced;
    }

    /** The values of a tensor by their index. */
    @FunctionalInterface
    private interface Values {
        float at(int i);
    }

    /** A copy of x with other values where the mask, which has the leading axes of x, is 0. */
    private static Tensor select(Tensor x, Tensor mask, Values otherwise) {
        int each = x.size() / mask.size();
        IntPredicate unmasked = i -> mask.data()[mask.offset() + i / each] != 0;
        return filled(x.shape(), i -> unmasked.test(i) ? x.data()[x.offset() + i] : otherwise.at(i));
    }

    private static Tensor filled(Shape shape, Values values) {
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = values.at(i);
        }
        return x;
    }

    /** The way out for a layer that passes its mask on without reading it; empty for others. */
    private String ifMeant(@Nullable Tensor outputMask) {
        return outputMask == null || LayerAccess.readsMask(layer)
                ? ""
                : ". If the layer computes over the steps by design and only passes its mask on, as a normalization over"
                        + " the steps does, use LayerContract.checkWithoutMasks";
    }

    private static String inMode(boolean training) {
        return training ? " in training" : "";
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw LayerContract.broken(layer, otherwise);
        }
    }
}
