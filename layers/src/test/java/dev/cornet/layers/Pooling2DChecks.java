package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Base class of the tests of pooling over windows of images. */
abstract class Pooling2DChecks<P extends BasePooling2D<P>> extends LayerChecks {
    private final Supplier<P> byDefault;
    private final Function<int[], P> pooling;
    private final HandExample handExample;

    /**
     * @param pooling the layer by its pool_size
     * @param handExample an image, pooled in windows of 2x2
     */
    Pooling2DChecks(Supplier<P> byDefault, Function<int[], P> pooling, HandExample handExample) {
        this.byDefault = byDefault;
        this.pooling = pooling;
        this.handExample = handExample;
    }

    private P pooling(int... poolSize) {
        return pooling.apply(poolSize);
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(byDefault::get, IMAGE),
                layer(() -> pooling(3, 2).strides(1, 2).padding("same"), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        handExample.check(pooling(2));
    }

    /** Asserts the result of one window of 2x2 and the gradients of its values, if that of the result is {@code dy}. */
    final void assertPools(Tensor window, float y, float dy, Tensor dx) {
        new HandExample(window, image(1, 1, y), image(1, 1, dy), dx).check(pooling(2));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String pair = " must be one positive number or two, for height and width, got ";
        rejects(layerName() + ": pool_size" + pair + "[0, 0]", () -> pooling(0));
        rejects(
                layerName() + ": strides" + pair + "[2, -1]",
                () -> pooling(2).strides(2, -1).check());
        rejects(
                layerName() + ": padding must be \"valid\" or \"same\", got \"none\"",
                () -> pooling(2).padding("none").check());
        rejectsSamples(
                layerName()
                        + ": a window of 3x3 (dilation 1x1) does not fit into an image of 2x2."
                        + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                pooling(3),
                Shape.of(2, 2, 8));
        rejectsSamples(
                layerName()
                        + ": wants images (height, width, channels), got samples of shape (4). Add a Reshape(height, width,"
                        + " channels) before it.",
                pooling(2),
                Shape.of(4));
    }
}
