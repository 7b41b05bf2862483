package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.initializers.FluentInitializer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** wᵢⱼ = 1 for j = i + steps, 0 otherwise. */
public final class Delay extends FluentInitializer<Delay> {
    @Option
    private int steps = 1;

    public Delay steps(int steps) {
        this.steps = steps;
        return checked();
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, i -> i % w.shape().last() == i / w.shape().last() + steps ? 1 : 0);
    }
}
