package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.initializers.Orthogonal;
import dev.cornet.initializers.RandomInitializer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** An orthogonal matrix whose values are cut to ±limit. */
public final class TruncatedOrthogonal extends RandomInitializer<TruncatedOrthogonal> {
    @Option
    private double limit = 0.5;

    public TruncatedOrthogonal limit(double limit) {
        this.limit = limit;
        return checked();
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        new Orthogonal().fill(w, random);
        fill(w, i -> Math.min(Math.max(w.data()[w.offset() + i], -limit), limit));
    }
}
