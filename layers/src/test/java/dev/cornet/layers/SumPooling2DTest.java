package dev.cornet.layers;

import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of {@link SumPooling2D}: the sum of each window. */
final class SumPooling2DTest extends Pooling2DChecks<SumPooling2D> {
    SumPooling2DTest() {
        super(
                SumPooling2D::new,
                SumPooling2D::new,
                new HandExample(
                        image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4),
                        image(2, 2, 13, 21, 8, 8),
                        image(2, 2, 1, 2, 3, 4),
                        image(4, 4, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4)));
    }

    @Test
    void pixelsOutsideAddNothing() {
        LayerRun run = run(new SumPooling2D(2).padding("same"), image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertTensor(image(2, 2, 12, 9, 15, 9), run.y());
        Tensor dx = run.backward(List.of(image(2, 2, 1, 2, 3, 4))).dxs().get(0);
        assertTensor(image(3, 3, 1, 1, 2, 1, 1, 2, 3, 3, 4), dx);
    }
}
