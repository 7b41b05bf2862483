package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link L2Pooling2D}: the Euclidean norm of each window. */
final class L2Pooling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(L2Pooling2D::new, IMAGE),
                layer(() -> new L2Pooling2D(3, 2).strides(1, 2).padding("same"), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        // √63, √133, √18, √26
        LayerRun run = run(new L2Pooling2D(2), image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4));
        float[] y = {7.937254f, 11.532563f, 4.2426407f, 5.0990195f};
        assertTensor(image(2, 2, y), run.y());
        Tensor dx = run(new L2Pooling2D(2), image(2, 2, 1, 1, 1, 1))
                .backward(List.of(image(1, 1, 3)))
                .dxs()
                .get(0);
        assertTensor(image(2, 2, 1.5f, 1.5f, 1.5f, 1.5f), dx);
    }

    @Test
    void aWindowOfZerosGivesNoGradient() {
        LayerRun run = run(new L2Pooling2D(2), image(2, 2, 0, 0, 0, 0));
        assertTensor(image(1, 1, 0), run.y());
        assertTensor(
                image(2, 2, 0, 0, 0, 0),
                run.backward(List.of(image(1, 1, 4))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "L2Pooling2D: pool_size must be one positive number or two, for height and width, got [0, 0]",
                () -> new L2Pooling2D(0));
        rejects(
                "L2Pooling2D: padding must be \"valid\" or \"same\", got \"none\"",
                () -> new L2Pooling2D(2).padding("none").check());
        rejectsSamples(
                "L2Pooling2D: wants images (height, width, channels), got samples of shape (4). Add a Reshape(height, width, channels) before it.",
                new L2Pooling2D(2),
                Shape.of(4));
    }
}
