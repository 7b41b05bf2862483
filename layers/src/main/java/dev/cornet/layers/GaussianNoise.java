package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** In training y = x + a normal random number with mean 0 and deviation {@code stddev}; otherwise y = x. Reference: Keras' GaussianNoise page. */
public final class GaussianNoise extends Fluent<GaussianNoise> implements PassThrough {
    @Option
    private double stddev;

    @Option
    private @Nullable Integer seed;

    private GaussianNoise() {}

    /** Noise of this deviation. */
    public GaussianNoise(double stddev) {
        this.stddev = stddev;
        validate();
    }

    /** A seed of its own, for the same noise in different models. */
    public GaussianNoise seed(int seed) {
        this.seed = seed;
        return self();
    }

    @Override
    protected void validate() {
        require(stddev >= 0 && Double.isFinite(stddev), "stddev, the deviation, must be 0 or more, got %s", stddev);
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    public boolean passesInput(boolean training) {
        return !training || stddev == 0;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        if (passesInput(pass.training())) {
            return new Output(x, (dy, grads) -> dy);
        }
        RandomStream noise = seed == null ? pass.random() : pass.random().foldIn(seed);
        long first = pass.firstRow() * x.rowSize();
        Tensor y = pass.tensor(x.shape());
        for (int i = 0; i < x.size(); i++) {
            y.data()[y.offset() + i] = (float) (x.data()[x.offset() + i] + stddev * noise.normal(first + i));
        }
        return new Output(y, (dy, grads) -> dy);
    }
}
