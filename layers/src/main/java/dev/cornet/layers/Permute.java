package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Layer that permutes the axes of each sample: {@code new Permute(2, 1)} turns x (batch, a, b) into y (batch, b, a).
 *
 * <p>Axes are counted from 1; axis 0 is the batch. Reference: Keras' Permute page.
 */
public final class Permute extends UnaryLayer<Permute> {
    @Option
    private int[] dims = {1};

    private Permute() {}

    /** Axis {@code dims[i]} of x becomes axis i + 1 of y. */
    public Permute(int... dims) {
        Arguments.notNull(dims, "Permute", "dims");
        this.dims = dims.clone();
        validate();
    }

    @Override
    protected void validate() {
        int[] sorted = dims.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            require(sorted[i] == i + 1, "dims must be the numbers 1 to %d in some order, got %s", dims.length, dims);
        }
        require(dims.length > 0, "dims must not be empty");
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() == dims.length + 1,
                "dims %s wants samples of %d axes, got %s",
                dims,
                dims.length,
                in.withoutBatch());
        int[] permuted = in.toArray();
        for (int i = 0; i < dims.length; i++) {
            permuted[i + 1] = in.dim(dims[i]);
        }
        return Shape.of(permuted);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Shape in = x.shape();
        Tensor y = pass.tensor(outputShape(in));
        AxisPermutation.permute(x, y, dims, true);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(in);
            AxisPermutation.permute(dx, dy, dims, false);
            return dx;
        });
    }
}
