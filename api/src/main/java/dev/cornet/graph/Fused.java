package dev.cornet.graph;

import dev.cornet.backend.Epilogue;
import dev.cornet.nn.Cached;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Finishing;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Scalable;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer together with the normalisation and the rectifier behind it, where nobody goes the way back. */
final class Fused extends Layer {
    private final Layer head;
    private final Finishing product;
    private final @Nullable Layer norm;
    private final Epilogue end;
    private final @Nullable Cached<WeightsAndBias> folded;

    /**
     * @param head the layer, for its name and variables
     * @param product how it makes its output; where there is a norm, a {@link Scalable}
     * @param norm a {@link ChannelAffine} layer, or null
     */
    Fused(Layer head, Finishing product, @Nullable Layer norm, Epilogue end) {
        this.head = head;
        this.product = product;
        this.norm = norm;
        this.end = end;
        this.folded =
                norm == null ? null : new Cached<>(variables(), () -> fold((Scalable) product, (ChannelAffine) norm));
    }

    private static WeightsAndBias fold(Scalable product, ChannelAffine norm) {
        Variable bias = product.bias();
        return WeightsAndBias.scaled(product.kernel().value(), bias == null ? null : bias.value(), norm.affine());
    }

    @Override
    public List<Variable> variables() {
        List<Variable> all = new ArrayList<>(head.variables());
        if (norm != null) {
            all.addAll(norm.variables());
        }
        return all;
    }

    @Override
    public Output run(List<Tensor> xs, Pass pass) {
        Tensor y = folded == null
                ? product.finished(xs, end, pass)
                : ((Scalable) product).finished(xs.get(0), folded.get(), end, pass);
        return new Output(y, (dy, grads) -> {
            throw new IllegalStateException(head.describe() + ": fused for predictions, it has no way back");
        });
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return run(List.of(x), pass);
    }

    @Override
    protected Shape outputShape(Shape in) {
        return in;
    }
}
