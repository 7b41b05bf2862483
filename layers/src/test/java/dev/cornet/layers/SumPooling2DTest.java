package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SumPooling2D}: the sum of each window. */
final class SumPooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(SumPooling2D::new, IMAGE),
                layer(() -> new SumPooling2D(3, 2).strides(1, 2).padding("same"), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new SumPooling2D(2), image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4));
        assertTensor(image(2, 2, 13, 21, 8, 8), run.y());
        Tensor dx = run.backward(List.of(image(2, 2, 1, 2, 3, 4))).dxs().get(0);
        assertTensor(image(4, 4, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4), dx);
    }

    @Test
    void pixelsOutsideAddNothing() {
        LayerRun run = run(new SumPooling2D(2).padding("same"), image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertTensor(image(2, 2, 12, 9, 15, 9), run.y());
        Tensor dx = run.backward(List.of(image(2, 2, 1, 2, 3, 4))).dxs().get(0);
        assertTensor(image(3, 3, 1, 1, 2, 1, 1, 2, 3, 3, 4), dx);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "SumPooling2D: pool_size must be one positive number or two, for height and width, got [0, 0]",
                () -> new SumPooling2D(0));
        rejects(
                "SumPooling2D: padding must be \"valid\" or \"same\", got \"none\"",
                () -> new SumPooling2D(2).padding("none").check());
        rejectsSamples(
                "SumPooling2D: wants images (height, width, channels), got samples of shape (4). Add a Reshape(height, width, channels) before it.",
                new SumPooling2D(2),
                Shape.of(4));
    }
}
