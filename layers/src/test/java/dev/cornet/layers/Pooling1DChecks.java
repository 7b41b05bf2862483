package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Base class of the tests of pooling over windows of steps. */
abstract class Pooling1DChecks<P extends BasePooling1D<P>> extends LayerChecks {
    private final Supplier<P> byDefault;
    private final IntFunction<P> pooling;
    private final float[] y;
    private final float[] dx;

    /**
     * @param pooling the layer by its pool_size
     * @param y the results of the windows (1, 5) and (3, 4) of the steps (1, 5, 3, 4, 9)
     * @param dx the gradients of the steps, if those of the results are 7 and 8
     */
    Pooling1DChecks(Supplier<P> byDefault, IntFunction<P> pooling, float[] y, float[] dx) {
        this.byDefault = byDefault;
        this.pooling = pooling;
        this.y = y;
        this.dx = dx;
    }

    private P pooling(int poolSize) {
        return pooling.apply(poolSize);
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(byDefault::get, Shape.of(6, 3)),
                layer(() -> pooling(3).strides(2).padding("same"), Shape.of(6, 3)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(pooling(2), Tensor.of(new float[] {1, 5, 3, 4, 9}, 1, 5, 1));
        assertTensor(Tensor.of(y, 1, 2, 1), run.y());
        Tensor dy = Tensor.of(new float[] {7, 8}, 1, 2, 1);
        assertTensor(Tensor.of(dx, 1, 5, 1), run.backward(List.of(dy)).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(layerName() + ": pool_size must be one positive number, got [0]", () -> pooling(0));
        rejects(
                layerName() + ": strides must be one positive number, got [-1]",
                () -> pooling(2).strides(-1).check());
        rejects(
                layerName() + ": padding must be \"valid\" or \"same\", got \"causal\"",
                () -> pooling(2).padding("causal").check());
        rejectsConfig(
                "layer.config: " + layerName()
                        + ": data_format must be \"channels_last\", got \"channels_first\". Put the channels last:"
                        + " images (height, width, channels).",
                layerName(),
                "\"data_format\": \"channels_first\"");
        rejectsSamples(
                layerName()
                        + ": wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding"
                        + " before it.",
                byDefault.get(),
                Shape.of(4));
    }

    @Test
    void usesThePoolSizeAsDefaultStride() {
        Shape eight = Shape.of(-1, 8, 1);
        assertEquals(List.of(Shape.of(-1, 2, 1)), LayerAccess.buildOrCheck(pooling(3), List.of(eight)));
        assertEquals(
                List.of(Shape.of(-1, 6, 1)), LayerAccess.buildOrCheck(pooling(3).strides(1), List.of(eight)));
    }
}
