package dev.cornet.layers;

import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalMaxPooling1D}: the maximum over all steps. */
final class GlobalMaxPooling1DTest extends GlobalPoolingChecks<GlobalMaxPooling1D> {
    GlobalMaxPooling1DTest() {
        super(
                GlobalMaxPooling1D::new,
                new HandExample(steps(2, 1, 9, 5, 3), row(5, 9), row(1, 2), steps(2, 0, 2, 1, 0)));
    }

    @Test
    void sharesTheGradientAmongEquals() {
        new HandExample(steps(1, 5, 1, 5, 5), row(5), row(6), steps(1, 2, 0, 2, 2)).check(new GlobalMaxPooling1D());
    }
}
