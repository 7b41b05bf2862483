package dev.cornet.layers;

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
 * y = γ·(x − μ)/√(σ² + ε) + β with the mean μ and the biased variance σ² of each sample, along the last axis or several axes.
 *
 * <p>γ "gamma", β "beta": of the shape of those axes. References: Ba, Kiros, Hinton, "Layer normalization", 2016; Keras'
 * LayerNormalization page.
 */
public final class LayerNormalization extends BaseNormalization<LayerNormalization> {
    @Option(before = "epsilon")
    private int[] axis = {-1};

    /** The axes along which a sample is normalised, counted with the batch as 0 or from the end; default -1. */
    public LayerNormalization axis(int... axis) {
        Arguments.given(axis, "LayerNormalization.axis", "axis");
        this.axis = axis.clone();
        return self();
    }

    @Override
    protected void validate() {
        require(axis.length > 0, "axis must name at least one axis");
        super.validate();
    }

    /** The axes of samples, from 1 on, in the order in which they were named. */
    private int[] named(Shape in) {
        int[] own = Arrays.stream(axis).map(a -> a < 0 ? a + in.rank() + 1 : a).toArray();
        requireShape(
                Arrays.stream(own).allMatch(a -> a >= 1 && a <= in.rank())
                        && Arrays.stream(own).distinct().count() == own.length,
                "axis %s must name axes of samples %s, each once: 1 to %d, or from the end -1 to -%d",
                Arrays.toString(axis),
                in,
                in.rank(),
                in.rank());
        return own;
    }

    /** All axes of samples, those along which they are normalised behind the others; null where they stand so already. */
    private int @Nullable [] order(Shape in) {
        int[] own = Arrays.stream(named(in)).sorted().toArray();
        if (own[0] == in.rank() + 1 - own.length) {
            return null;
        }
        IntStream others = IntStream.rangeClosed(1, in.rank()).filter(a -> Arrays.binarySearch(own, a) < 0);
        return IntStream.concat(others, Arrays.stream(own)).toArray();
    }

    @Override
    protected Shape outputShape(Shape in) {
        named(in);
        return in;
    }

    @Override
    protected void build(Shape in) {
        buildGammaBeta(Shape.of(Arrays.stream(named(in)).map(a -> in.dim(a - 1)).toArray()));
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int[] order = order(x.shape().withoutBatch());
        if (order == null) {
            return normalize(x, pass);
        }
        Shape sample = x.shape().withoutBatch();
        Shape turned = Shape.of(Arrays.stream(order).map(a -> sample.dim(a - 1)).toArray())
                .withBatch(x.shape().dim(0));
        Output out = normalize(turn(x, pass.tensor(turned), order, true), pass);
        return new Output(turn(pass.tensor(x.shape()), out.y(), order, false), (dy, grads) -> {
            Tensor dx = out.backward().apply(turn(dy, pass.tensor(turned), order, true), grads);
            return dx == null ? null : turn(pass.tensor(x.shape()), dx, order, false);
        });
    }

    /** y ← x with the axes in their new order, or x ← y back again; what has been written. */
    private static Tensor turn(Tensor x, Tensor y, int[] order, boolean there) {
        AxisSwap.move(x, y, order, there);
        return there ? y : x;
    }

    private Output normalize(Tensor x, Pass pass) {
        int rank = x.shape().rank();
        int n = x.shape().range(rank - axis.length, rank).size();
        int rows = n == 0 ? 0 : x.size() / n;
        Variable g = gamma;
        Variable b = beta;
        LayerNormKernel run = new LayerNormKernel(rows, n, pass.tensor(x.shape()), pass.tensor(Shape.of(rows)));
        Tensor y = pass.tensor(x.shape());
        run.forward(x, g == null ? null : g.value(), b == null ? null : b.value(), (float) epsilon, y);
        return new Output(y, (dy, grads) -> {
            if (g != null && grads.requires(g)) {
                run.addProducts(dy, grads.accumulator(g));
            }
            if (b != null && grads.requires(b)) {
                dev.cornet.tensor.Ops.addSumRows(grads.accumulator(b).reshape(n), dy);
            }
            Tensor dx = pass.tensor(x.shape());
            run.backward(dy, g == null ? null : g.value(), dx);
            return dx;
        });
    }
}
