package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalMaxPooling2D}: the maximum of each channel. */
final class GlobalMaxPooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(GlobalMaxPooling2D::new, IMAGE), layer(() -> new GlobalMaxPooling2D().keepdims(true), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new GlobalMaxPooling2D(), image(1, 2, 1, 20, 3, 10));
        assertTensor(row(3, 20), run.y());
        assertTensor(
                image(1, 2, 0, 6, 5, 0), run.backward(List.of(row(5, 6))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsConfig(
                "layer.config: GlobalMaxPooling2D: data_format must be \"channels_last\", got \"channels_first\"."
                        + " Put the channels last: images (height, width, channels).",
                "GlobalMaxPooling2D",
                "\"data_format\": \"channels_first\"");
        rejectsSamples(
                "GlobalMaxPooling2D: wants images (height, width, channels), got samples of shape (10)."
                        + " Add a Reshape(height, width, channels) before it.",
                new GlobalMaxPooling2D(),
                Shape.of(10));
    }

    @Test
    void sharesTheGradientAmongEquals() {
        LayerRun run = run(new GlobalMaxPooling2D(), image(2, 2, 7, 1, 7, 0));
        assertTensor(
                image(2, 2, 3, 0, 3, 0), run.backward(List.of(row(6))).dxs().get(0));
    }
}
