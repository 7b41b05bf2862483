package dev.cornet.graph;

import dev.cornet.backend.Epilogue;
import dev.cornet.nn.Cached;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Finishing;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Scalable;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer fused, for inference only, with the normalization and the ReLU that follow it. */
final class Fused implements Operation {
    private final Operation first;
    private final Finishing product;
    private final @Nullable Operation norm;
    private final Epilogue epilogue;
    private final @Nullable Cached<WeightsAndBias> foldedWeights;

    /**
     * Creates the fused layer.
     *
     * @param first the first layer, for its name and variables
     * @param product computes the output; if there is a {@code norm}, it is a {@link Scalable}
     * @param norm a {@link ChannelAffine} layer to be folded into the weights, or null
     * @param epilogue the activation, {@link Epilogue#LINEAR} for none
     */
    Fused(Operation first, Finishing product, @Nullable Operation norm, Epilogue epilogue) {
        this.first = first;
        this.product = product;
        this.norm = norm;
        this.epilogue = epilogue;
        this.foldedWeights =
                norm == null ? null : new Cached<>(variables(), () -> fold((Scalable) product, (ChannelAffine) norm));
    }

    /** Folds the factors and offsets of a normalization into weights and bias. */
    private static WeightsAndBias fold(Scalable product, ChannelAffine norm) {
        Variable bias = product.bias();
        return WeightsAndBias.scaled(product.kernel().value(), bias == null ? null : bias.value(), norm.affine());
    }

    @Override
    public List<Variable> variables() {
        List<Variable> all = new ArrayList<>(first.variables());
        if (norm != null) {
            all.addAll(norm.variables());
        }
        return all;
    }

    @Override
    public Output run(List<Tensor> xs, Pass pass) {
        Tensor y = foldedWeights == null
                ? product.finished(xs, epilogue, pass)
                : ((Scalable) product).finished(xs.get(0), foldedWeights.get(), epilogue, pass);
        return new Output(y, (dy, grads) -> {
            throw new IllegalStateException(describe() + ": fused for inference, it has no backward");
        });
    }

    @Override
    public String describe() {
        return first.describe();
    }

    @Override
    public List<Value> outputs(List<Value> ins) {
        throw new IllegalStateException(describe() + ": fused after its shapes were checked");
    }
}
