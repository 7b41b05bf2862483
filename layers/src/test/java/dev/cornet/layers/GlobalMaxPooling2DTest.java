package dev.cornet.layers;

import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalMaxPooling2D}: the maximum of each channel. */
final class GlobalMaxPooling2DTest extends GlobalPoolingChecks<GlobalMaxPooling2D> {
    GlobalMaxPooling2DTest() {
        super(
                GlobalMaxPooling2D::new,
                new HandExample(image(1, 2, 1, 20, 3, 10), row(3, 20), row(5, 6), image(1, 2, 0, 6, 5, 0)));
    }

    @Test
    void sharesTheGradientAmongEquals() {
        new HandExample(image(2, 2, 7, 1, 7, 0), row(7), row(6), image(2, 2, 3, 0, 3, 0))
                .check(new GlobalMaxPooling2D());
    }
}
