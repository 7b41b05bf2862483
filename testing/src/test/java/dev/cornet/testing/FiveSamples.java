package dev.cornet.testing;

import dev.cornet.tensor.Tensor;

/** Five samples of three classes, for the contracts of losses and metrics. */
final class FiveSamples {
    static final Tensor ONE_HOT = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    static final Tensor CLASSES = Tensor.of(new float[] {1, 2, 0, 1, 2}, 5, 1);
    static final Tensor PREDICTIONS = Tensor.of(new float[][] {
        {0.25f, 0.5f, 0.25f}, {0.125f, 0.75f, 0.125f}, {0.7f, 0.2f, 0.1f}, {0.4f, 0.1f, 0.5f}, {0.15f, 0.3f, 0.55f}
    });

    private FiveSamples() {}
}
