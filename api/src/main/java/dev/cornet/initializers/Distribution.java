package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Distributions of random values with mean 0 and a given standard deviation σ. */
public enum Distribution {
    /**
     * The normal distribution truncated at two standard deviations, where the standard deviation before truncation is chosen so that the
     * one after truncation is σ.
     */
    TRUNCATED_NORMAL {
        @Override
        void fill(Tensor w, RandomStream random, double sigma) {
            RandomFill.truncatedNormal(w, random, 0, sigma / TRUNCATED_STDDEV);
        }
    },
    /** The normal distribution. */
    UNTRUNCATED_NORMAL {
        @Override
        void fill(Tensor w, RandomStream random, double sigma) {
            RandomFill.normal(w, random, 0, sigma);
        }
    },
    /** The uniform distribution between −√3·σ and √3·σ. */
    UNIFORM {
        @Override
        void fill(Tensor w, RandomStream random, double sigma) {
            double limit = Math.sqrt(3) * sigma;
            RandomFill.uniform(w, random, -limit, limit);
        }
    };

    /** The standard deviation of the standard normal distribution truncated at ±2. */
    private static final double TRUNCATED_STDDEV = 0.87962566103423978;

    abstract void fill(Tensor w, RandomStream random, double sigma);
}
