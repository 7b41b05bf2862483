package dev.cornet.graph;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Random data for tests of the engine. */
final class TestTensors {
    private TestTensors() {}

    /** Returns a tensor of values between −1 and 1. */
    static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) stream.uniform(i, -1, 1);
        }
        return x;
    }
}
