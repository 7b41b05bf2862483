package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.initializers.RandomInitializer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Normally distributed values, of which a part is 0. */
public final class SparseNormal extends RandomInitializer<SparseNormal> {
    @Option
    private double sparsity = 0.5;

    public SparseNormal sparsity(double sparsity) {
        this.sparsity = sparsity;
        return checked();
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, i -> random.foldIn(1).uniform(i) < sparsity ? 0 : 0.1 * random.normal(i));
    }
}
