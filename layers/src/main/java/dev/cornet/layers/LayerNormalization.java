package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.error.Arguments;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * y = γ·(x − μ)/√(σ² + ε) + β with the mean μ and the biased variance σ² of each sample, along the last axis or several last axes.
 *
 * <p>γ "gamma", β "beta": of the shape of those axes. References: Ba, Kiros, Hinton, "Layer normalization", 2016; Keras'
 * LayerNormalization page.
 */
public final class LayerNormalization extends GammaBeta<LayerNormalization> {
    @Option(before = "epsilon")
    private int[] axis = {-1};

    /** The axes along which a sample is normalised, the last ones; counted with the batch as 0 or from the end; default -1. */
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

    /** The number of last axes; refuses others. */
    private int axes(Shape in) {
        int[] own = Arrays.stream(axis)
                .map(a -> a < 0 ? a + in.rank() + 1 : a)
                .sorted()
                .toArray();
        for (int i = 0; i < own.length; i++) {
            requireShape(
                    own[i] >= 1 && own[i] == in.rank() + 1 - own.length + i,
                    "axis %s must name last axes of samples %s. Put a Permute before it.",
                    Arrays.toString(axis),
                    in);
        }
        return own.length;
    }

    @Override
    protected Shape outputShape(Shape in) {
        axes(in);
        return in;
    }

    @Override
    protected void build(Shape in) {
        buildGammaBeta(in.range(in.rank() - axes(in), in.rank()));
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Shape sample = x.shape().rest();
        int n = sample.range(sample.rank() - axes(sample), sample.rank()).size();
        int rows = n == 0 ? 0 : x.size() / n;
        Variable g = gamma;
        Variable b = beta;
        NormalizedRows run = new NormalizedRows(rows, n, pass.tensor(x.shape()), pass.tensor(Shape.of(rows)));
        Tensor y = pass.tensor(x.shape());
        run.forward(x, g == null ? null : g.read(), b == null ? null : b.read(), (float) epsilon, y);
        return new Output(y, (dy, grads) -> {
            if (g != null && grads.wants(g)) {
                run.addProducts(dy, grads.of(g));
            }
            if (b != null && grads.wants(b)) {
                dev.cornet.tensor.Ops.addSumRows(grads.of(b).reshape(n), dy);
            }
            Tensor dx = pass.tensor(x.shape());
            run.backward(dy, g == null ? null : g.read(), dx);
            return dx;
        });
    }
}
