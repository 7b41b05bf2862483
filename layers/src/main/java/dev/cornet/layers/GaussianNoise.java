package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer that adds Gaussian noise in training: y = x + n with n normally distributed, mean 0, standard deviation {@code stddev}. Outside
 * training y = x.
 *
 * <p>y has the shape of x. Reference: Keras' GaussianNoise page.
 */
public final class GaussianNoise extends UnaryLayer<GaussianNoise> implements PassThrough {
    @Option
    private double stddev;

    @Option
    private @Nullable Integer seed;

    private GaussianNoise() {}

    /** Adds noise with the standard deviation {@code stddev}. */
    public GaussianNoise(double stddev) {
        this.stddev = stddev;
        validate();
    }

    /** A seed that is mixed into the random stream of the layer; default none. */
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
        RandomStream random = seed == null ? pass.random() : pass.random().foldIn(seed);
        long first = pass.firstRow() * x.rowSize();
        Tensor y = pass.tensor(x.shape());
        for (int i = 0; i < x.size(); i++) {
            y.data()[y.offset() + i] = (float) (x.data()[x.offset() + i] + stddev * random.normal(first + i));
        }
        return new Output(y, (dy, grads) -> dy);
    }
}
