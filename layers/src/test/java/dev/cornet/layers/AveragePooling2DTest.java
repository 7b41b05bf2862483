package dev.cornet.layers;

import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of {@link AveragePooling2D}: the mean of each window. */
final class AveragePooling2DTest extends Pooling2DChecks<AveragePooling2D> {
    AveragePooling2DTest() {
        super(
                AveragePooling2D::new,
                AveragePooling2D::new,
                new HandExample(image(2, 2, 1, 4, 3, 2), image(1, 1, 2.5f), image(1, 1, 4), image(2, 2, 1, 1, 1, 1)));
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
