package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with normally distributed values of given mean and standard deviation. Reference: Keras' RandomNormal page. */
public final class RandomNormal extends NormalInitializer<RandomNormal> {
    @Override
    void fill(Tensor w, RandomStream random, double mean, double stddev) {
        RandomFill.normal(w, random, mean, stddev);
    }
}
