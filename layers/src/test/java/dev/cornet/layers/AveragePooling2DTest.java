package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link AveragePooling2D}: the mean of each window. */
final class AveragePooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(AveragePooling2D::new, IMAGE),
                layer(() -> new AveragePooling2D(3, 2).strides(1, 2).padding("same"), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new AveragePooling2D(2), image(2, 2, 1, 4, 3, 2));
        assertTensor(image(1, 1, 2.5f), run.y());
        assertTensor(
                image(2, 2, 1, 1, 1, 1),
                run.backward(List.of(image(1, 1, 4))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "AveragePooling2D: pool_size must be one positive number or two, for height and width, got [0, 0]",
                () -> new AveragePooling2D(0));
        rejects(
                "AveragePooling2D: strides must be one positive number or two, for height and width, got [2, -1]",
                () -> new AveragePooling2D(2).strides(2, -1).check());
        rejects(
                "AveragePooling2D: padding must be \"valid\" or \"same\", got \"none\"",
                () -> new AveragePooling2D(2).padding("none").check());
        rejectsSamples(
                "AveragePooling2D: a window of 3x3 (dilation 1x1) does not fit into an image of 2x2."
                        + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                new AveragePooling2D(3),
                Shape.of(2, 2, 8));
    }

    @Test
    void averagesOnlyPixelsInsideTheImage() {
        Tensor x = image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        LayerRun run = run(new AveragePooling2D(2).padding("same"), x);
        assertTensor(image(2, 2, 3, 4.5f, 7.5f, 9), run.y());
        assertTensor(
                image(3, 3, 1, 1, 2, 1, 1, 2, 2, 2, 4),
                run.backward(List.of(image(2, 2, 4, 4, 4, 4))).dxs().get(0));
    }
}
