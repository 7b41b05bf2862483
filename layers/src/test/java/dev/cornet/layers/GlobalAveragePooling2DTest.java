package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalAveragePooling2D}: the mean of each channel. */
final class GlobalAveragePooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(GlobalAveragePooling2D::new, IMAGE),
                layer(() -> new GlobalAveragePooling2D().keepdims(true), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new GlobalAveragePooling2D(), image(1, 2, 1, 20, 3, 10));
        assertTensor(row(2, 15), run.y());
        assertTensor(
                image(1, 2, 2, 3, 2, 3), run.backward(List.of(row(4, 6))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsConfig(
                "layer.config: GlobalAveragePooling2D: data_format must be \"channels_last\", got \"channels_first\"."
                        + " Put the channels last: images (height, width, channels).",
                "GlobalAveragePooling2D",
                "\"data_format\": \"channels_first\"");
        rejectsSamples(
                "GlobalAveragePooling2D: wants images (height, width, channels), got samples of shape (10)."
                        + " Add a Reshape(height, width, channels) before it.",
                new GlobalAveragePooling2D(),
                Shape.of(10));
    }

    @Test
    void keepsTheAxesWhenAsked() {
        LayerRun run = run(new GlobalAveragePooling2D().keepdims(true), image(1, 2, 1, 20, 3, 10));
        assertTensor(image(1, 1, 2, 15), run.y());
    }
}
