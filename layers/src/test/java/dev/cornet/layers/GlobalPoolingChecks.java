package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Base class of the tests of pooling over whole samples. */
abstract class GlobalPoolingChecks<P extends BaseGlobalPooling<P>> extends LayerChecks {
    private final Supplier<P> pooling;
    private final boolean ofImages;
    private final Tensor x;
    private final Tensor y;
    private final Tensor dy;
    private final Tensor dx;

    /**
     * @param x a sample to pool, a sequence or an image
     * @param y its result
     * @param dy a gradient of the result
     * @param dx the gradient of the sample that it gives
     */
    GlobalPoolingChecks(Supplier<P> pooling, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        this.pooling = pooling;
        ofImages = x.shape().rank() == 4;
        this.x = x;
        this.y = y;
        this.dy = dy;
        this.dx = dx;
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(pooling::get, ofImages ? IMAGE : Shape.of(5, 3)),
                layer(() -> pooling.get().keepdims(true), ofImages ? IMAGE : Shape.of(4, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        assertPools(x, y, dy, dx);
    }

    final void assertPools(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        LayerRun run = run(pooling.get(), x);
        assertTensor(y, run.y());
        assertTensor(dx, run.backward(List.of(dy)).dxs().get(0));
    }

    /** A batch of one sequence. */
    static Tensor steps(int channels, float... values) {
        return Tensor.of(values, 1, values.length / channels, channels);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsConfig(
                "layer.config: " + layerName()
                        + ": data_format must be \"channels_last\", got \"channels_first\". Put the channels last: images"
                        + " (height, width, channels).",
                layerName(),
                "\"data_format\": \"channels_first\"");
        String wanted = ofImages
                ? "images (height, width, channels), got samples of shape (10). Add a Reshape(height, width, channels)"
                : "sequences (steps, channels), got samples of shape (10). Add a Reshape(10, 1) or an Embedding";
        rejectsSamples(layerName() + ": wants " + wanted + " before it.", pooling.get(), Shape.of(10));
    }
}
