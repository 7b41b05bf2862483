package dev.cornet.layers;

import dev.cornet.testing.LayerRun;
import org.junit.jupiter.api.Test;

/** Tests of {@link L2Pooling2D}: the Euclidean norm of each window. */
final class L2Pooling2DTest extends Pooling2DChecks<L2Pooling2D> {
    L2Pooling2DTest() {
        super(
                L2Pooling2D::new,
                L2Pooling2D::new,
                new HandExample(
                        image(2, 2, 1, 1, 1, 1), image(1, 1, 2), image(1, 1, 3), image(2, 2, 1.5f, 1.5f, 1.5f, 1.5f)));
    }

    @Test
    void takesTheRootOfTheSumOfSquares() {
        // √63, √133, √18, √26
        LayerRun run = run(new L2Pooling2D(2), image(4, 4, 1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4));
        float[] y = {7.937254f, 11.532563f, 4.2426407f, 5.0990195f};
        assertTensor(image(2, 2, y), run.y());
    }

    @Test
    void aWindowOfZerosGivesNoGradient() {
        assertPools(image(2, 2, 0, 0, 0, 0), 0, 4, image(2, 2, 0, 0, 0, 0));
    }
}
