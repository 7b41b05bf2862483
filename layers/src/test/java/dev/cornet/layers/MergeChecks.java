package dev.cornet.layers;

import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Base class of the tests of layers that merge inputs value by value: the results of (1, 20, 3) and (10, 2, 4), and the errors. */
abstract class MergeChecks extends LayerChecks {
    private final Supplier<Layer> merge;
    private final Tensor y;
    private final Tensor dx1;
    private final Tensor dx2;

    /**
     * @param y the merged values
     * @param dx1 the gradient of the first input, if that of the output is (5, 6, 7)
     * @param dx2 that of the second input
     */
    MergeChecks(Supplier<Layer> merge, Tensor y, Tensor dx1, Tensor dx2) {
        this.merge = merge;
        this.y = y;
        this.dx1 = dx1;
        this.dx2 = dx2;
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(merge.get(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(y, run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(dx1, back.dxs().get(0));
        assertTensor(dx2, back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "%1$s: takes at least two inputs, got 1. Write new %1$s().of(a, b).".formatted(layerName()),
                merge.get(),
                Shape.of(3));
        rejectsSamples(
                layerName()
                        + ": takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                merge.get(),
                Shape.of(3),
                Shape.of(4));
    }

    /** Asserts that of three inputs the last two are equal, and that the second one gets the whole gradient. */
    static void assertGivesTheGradientToTheFirstOfEquals(Layer layer, Tensor other, Tensor equal) {
        LayerRun.BackwardResult back = run(layer, other, equal, equal).backward(List.of(row(5)));
        assertTensor(row(0), back.dxs().get(0));
        assertTensor(row(5), back.dxs().get(1));
        assertTensor(row(0), back.dxs().get(2));
    }
}
