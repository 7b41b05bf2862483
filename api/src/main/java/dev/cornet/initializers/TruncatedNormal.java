package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The initializer with normally distributed values, where values beyond two standard deviations are drawn again. Reference: Keras'
 * TruncatedNormal page.
 */
public final class TruncatedNormal extends NormalInitializer<TruncatedNormal> {
    @Override
    void fill(Tensor w, RandomStream random, double mean, double stddev) {
        RandomFill.truncatedNormal(w, random, mean, stddev);
    }
}
