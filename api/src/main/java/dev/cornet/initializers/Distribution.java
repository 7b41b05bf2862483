package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Laws of random values with mean 0 and a given standard deviation σ. */
public enum Distribution {
    /** Normal, redrawn beyond two standard deviations, which are widened so that σ is that of what remains. */
    TRUNCATED_NORMAL {
        @Override
        void fill(Tensor w, RandomStream noise, double sigma) {
            RandomFill.truncatedNormal(w, noise, 0, sigma / SIGMA_WITHIN_TWO);
        }
    },
    /** Normal. */
    UNTRUNCATED_NORMAL {
        @Override
        void fill(Tensor w, RandomStream noise, double sigma) {
            RandomFill.normal(w, noise, 0, sigma);
        }
    },
    /** Uniform between −√3·σ and √3·σ. */
    UNIFORM {
        @Override
        void fill(Tensor w, RandomStream noise, double sigma) {
            double limit = Math.sqrt(3) * sigma;
            RandomFill.uniform(w, noise, -limit, limit);
        }
    };

    /** The standard deviation of a standard normal value that lies within ±2. */
    private static final double SIGMA_WITHIN_TWO = 0.87962566103423978;

    abstract void fill(Tensor w, RandomStream noise, double sigma);
}
