package dev.cornet.layers;

import dev.cornet.testing.LayerRun;
import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalAveragePooling2D}: the mean of each channel. */
final class GlobalAveragePooling2DTest extends GlobalPoolingChecks<GlobalAveragePooling2D> {
    GlobalAveragePooling2DTest() {
        super(
                GlobalAveragePooling2D::new,
                new HandExample(image(1, 2, 1, 20, 3, 10), row(2, 15), row(4, 6), image(1, 2, 2, 3, 2, 3)));
    }

    @Test
    void keepsTheAxesWhenAsked() {
        LayerRun run = run(new GlobalAveragePooling2D().keepdims(true), image(1, 2, 1, 20, 3, 10));
        assertTensor(image(1, 1, 2, 15), run.y());
    }
}
