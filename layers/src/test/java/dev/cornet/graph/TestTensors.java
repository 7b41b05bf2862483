package dev.cornet.graph;

import dev.cornet.initializers.RandomUniform;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Random data for tests. */
public final class TestTensors {
    private TestTensors() {}

    /** Returns a tensor of values between −1 and 1. */
    public static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        new RandomUniform(-1, 1).fill(x, new RandomStream(seed));
        return x;
    }
}
