package dev.cornet.layers;

/** Tests of {@link AveragePooling1D}: the mean of each window of steps. */
final class AveragePooling1DTest extends Pooling1DChecks<AveragePooling1D> {
    AveragePooling1DTest() {
        super(AveragePooling1D::new, AveragePooling1D::new, new float[] {3, 3.5f}, new float[] {3.5f, 3.5f, 4, 4, 0});
    }
}
