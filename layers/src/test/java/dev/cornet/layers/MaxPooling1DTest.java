package dev.cornet.layers;

/** Tests of {@link MaxPooling1D}: the maximum of each window of steps. */
final class MaxPooling1DTest extends Pooling1DChecks<MaxPooling1D> {
    MaxPooling1DTest() {
        super(MaxPooling1D::new, MaxPooling1D::new, new float[] {5, 4}, new float[] {0, 7, 0, 8, 0});
    }
}
