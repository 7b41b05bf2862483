package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link AveragePooling1D}: the mean of each window of steps. */
final class AveragePooling1DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(AveragePooling1D::new, Shape.of(6, 3)),
                layer(() -> new AveragePooling1D(3).strides(2).padding("same"), Shape.of(6, 3)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 5, 3, 4, 9}, 1, 5, 1);
        LayerRun run = run(new AveragePooling1D(2), x);
        assertTensor(Tensor.of(new float[] {3, 3.5f}, 1, 2, 1), run.y());
        Tensor dx = run.backward(List.of(Tensor.of(new float[] {7, 8}, 1, 2, 1)))
                .dxs()
                .get(0);
        assertTensor(Tensor.of(new float[] {3.5f, 3.5f, 4, 4, 0}, 1, 5, 1), dx);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("AveragePooling1D: pool_size must be one positive number, got [0]", () -> new AveragePooling1D(0));
        rejects(
                "AveragePooling1D: strides must be one positive number, got [-1]",
                () -> new AveragePooling1D(2).strides(-1).check());
        rejects(
                "AveragePooling1D: padding must be \"valid\" or \"same\", got \"causal\"",
                () -> new AveragePooling1D(2).padding("causal").check());
        rejectsConfig(
                "layer.config: AveragePooling1D: data_format must be \"channels_last\", got \"channels_first\". Put the channels last:"
                        + " images (height, width, channels).",
                "AveragePooling1D",
                "\"data_format\": \"channels_first\"");
        rejectsSamples(
                "AveragePooling1D: wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding before it.",
                new AveragePooling1D(),
                Shape.of(4));
    }

    @Test
    void usesThePoolSizeAsDefaultStride() {
        Shape eight = Shape.of(-1, 8, 1);
        assertEquals(List.of(Shape.of(-1, 2, 1)), LayerAccess.buildOrCheck(new AveragePooling1D(3), List.of(eight)));
        assertEquals(
                List.of(Shape.of(-1, 6, 1)),
                LayerAccess.buildOrCheck(new AveragePooling1D(3).strides(1), List.of(eight)));
    }
}
