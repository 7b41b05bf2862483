package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Cropping2D}: images without rows and columns at their sides. */
final class Cropping2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(() -> new Cropping2D(1, 0, 2, 1), IMAGE), layer(Cropping2D::new, IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Cropping2D(1, 0, 0, 1), image(2, 2, 1, 2, 3, 4));
        assertTensor(image(1, 1, 3), run.y());
        assertTensor(
                image(2, 2, 0, 0, 5, 0),
                run.backward(List.of(image(1, 1, 5))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "Cropping2D: cropping must be 0 or more on each side, got [[-1, -1], [-1, -1]]",
                () -> new Cropping2D(-1));
        rejectsSamples(
                "Cropping2D: cropping 2 + 2 rows and 2 + 2 columns leaves nothing of images (4, 5, 1); crop less",
                new Cropping2D(2),
                Shape.of(4, 5, 1));
        rejectsSamples(
                "Cropping2D: wants images (height, width, channels), got samples of shape (2, 3, 4, 5). A shape is that of one sample: if 2"
                        + " is the batch size, leave it out, as in inputShape(3, 4, 5) or Input.of(3, 4, 5).",
                new Cropping2D(),
                Shape.of(2, 3, 4, 5));
    }

    @Test
    void undoesAPadding() {
        Tensor x = image(2, 2, 1, 2, 3, 4);
        assertTensor(
                x,
                run(new Cropping2D(1, 3), run(new ZeroPadding2D(1, 3), x).y()).y());
    }
}
