package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.regularizers.ElementwiseRegularizer;

/** The penalty 0.01·Σ (ratio·|w| + (1 − ratio)·w²/2). */
public final class ElasticNet extends ElementwiseRegularizer<ElasticNet> {
    @Option
    private double ratio = 0.5;

    public ElasticNet ratio(double ratio) {
        this.ratio = ratio;
        return checked();
    }

    @Override
    public void check() {
        require(ratio >= 0 && ratio <= 1, "ratio must be between 0 and 1, got %s", ratio);
    }

    @Override
    protected double value(double w) {
        return 0.01 * (ratio * Math.abs(w) + (1 - ratio) * w * w / 2);
    }
}
