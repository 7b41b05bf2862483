package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Base class of the tests of pooling over whole samples. */
abstract class GlobalPoolingChecks<P extends BaseGlobalPooling<P>> extends LayerChecks {
    private final Supplier<P> pooling;
    private final boolean ofImages;
    private final HandExample handExample;

    /** @param handExample a sample to pool, a sequence or an image */
    GlobalPoolingChecks(Supplier<P> pooling, HandExample handExample) {
        this.pooling = pooling;
        this.handExample = handExample;
        ofImages = handExample.x().shape().rank() == 4;
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
        handExample.check(pooling.get());
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
