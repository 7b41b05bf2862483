package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalization layer, which normalizes each sample: y = γ·(x − μ)/√(σ² + ε) + β, with the mean μ and the biased variance σ² of the
 * sample along the last axis or several axes.
 *
 * <p>y has the shape of x. Weights: γ "gamma", β "beta", with the sizes of the normalized axes. Options: axis (default −1), ε (0.001),
 * center and scale, whether β and γ are used (true). References: Ba, Kiros, Hinton, "Layer normalization", 2016; Keras' LayerNormalization
 * page.
 */
public final class LayerNormalization extends BaseNormalization<LayerNormalization> {
    @Option
    private int[] axis = {-1};

    /** The axes along which a sample is normalized, counted with the batch axis as 0; negative from the end; default −1, the last. */
    public LayerNormalization axis(int... axis) {
        Arguments.notNull(axis, "LayerNormalization.axis", "axis");
        this.axis = axis.clone();
        return self();
    }

    @Override
    protected void validate() {
        require(axis.length > 0, "axis must name at least one axis");
        super.validate();
    }

    /** The normalized axes, in the order of the option. */
    private int[] normalizedAxes(Shape in) {
        int[] axes = Arrays.stream(axis).map(a -> a < 0 ? a + in.rank() : a).toArray();
        requireShape(
                Arrays.stream(axes).allMatch(a -> a >= 1 && a < in.rank())
                        && Arrays.stream(axes).distinct().count() == axes.length,
                "axis %s must name axes of samples %s, each once: 1 to %d, or from the end -1 to -%d",
                axis,
                in.withoutBatch(),
                in.rank() - 1,
                in.rank() - 1);
        return axes;
    }

    /** The order of a sample's axes in which the normalized axes are the last ones; null if they are the last ones already. */
    private int @Nullable [] axisOrder(Shape in) {
        int[] axes = Arrays.stream(normalizedAxes(in)).sorted().toArray();
        if (axes[0] == in.rank() - axes.length) {
            return null;
        }
        IntStream others = IntStream.range(1, in.rank()).filter(a -> Arrays.binarySearch(axes, a) < 0);
        return IntStream.concat(others, Arrays.stream(axes)).toArray();
    }

    @Override
    protected Shape outputShape(Shape in) {
        normalizedAxes(in);
        return in;
    }

    @Override
    protected void build(Shape in) {
        buildGammaBeta(Shape.of(Arrays.stream(normalizedAxes(in)).map(in::dim).toArray()));
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int[] order = axisOrder(x.shape());
        if (order == null) {
            return normalize(x, pass);
        }
        Shape permuted = Shape.of(Arrays.stream(order).map(x.shape()::dim).toArray())
                .withBatch(x.shape().dim(0));
        Output out = normalize(permute(x, pass.tensor(permuted), order, true), pass);
        return new Output(permute(pass.tensor(x.shape()), out.y(), order, false), (dy, grads) -> {
            Tensor dx = out.backward().apply(permute(dy, pass.tensor(permuted), order, true), grads);
            return dx == null ? null : permute(pass.tensor(x.shape()), dx, order, false);
        });
    }

    /** y ← x with its axes permuted; if not {@code forward}, x ← y by the inverse permutation. Returns the tensor that was written. */
    private static Tensor permute(Tensor x, Tensor y, int[] order, boolean forward) {
        AxisPermutation.permute(x, y, order, forward);
        return forward ? y : x;
    }

    private Output normalize(Tensor x, Pass pass) {
        int rank = x.shape().rank();
        int n = x.shape().range(rank - axis.length, rank).size();
        int rows = n == 0 ? 0 : x.size() / n;
        Variable g = gamma();
        Variable b = beta();
        LayerNormKernel kernel = new LayerNormKernel(rows, n, pass.tensor(x.shape()), pass.tensor(Shape.of(rows)));
        Tensor y = pass.tensor(x.shape());
        kernel.forward(x, g == null ? null : g.value(), b == null ? null : b.value(), (float) epsilon(), y);
        return new Output(y, (dy, grads) -> {
            if (g != null && grads.requires(g)) {
                kernel.addGammaGradient(dy, grads.accumulator(g));
            }
            if (b != null && grads.requires(b)) {
                Ops.addSumRows(grads.accumulator(b).reshape(n), dy);
            }
            Tensor dx = pass.tensor(x.shape());
            kernel.backward(dy, g == null ? null : g.value(), dx);
            return dx;
        });
    }
}
