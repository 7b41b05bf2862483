package dev.cornet.layers;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.nn.Cached;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.FusionContext;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer fused, for inference only, with a normalization and a ReLU that follow it; either may be missing.
 *
 * <p>With a normalization, γ·(x·W + b − μ)/√(σ² + ε) + β is a linear function with weights W·factor and bias b·factor + offset. These are
 * cached until one of the variables changes. ReLU becomes the epilogue of the kernel.
 */
final class FusedLinear extends DerivedOperation {
    private final LinearMap map;
    private final List<Operation> parts;
    private final @Nullable Cached<WeightsAndBias> foldedWeights;
    private final Epilogue epilogue;

    /** A linear layer alone, not yet fused with the layers that follow it. */
    FusedLinear(LinearMap map) {
        this(map, List.of(map.layer()), null, Epilogue.LINEAR);
    }

    private FusedLinear(
            LinearMap map, List<Operation> parts, @Nullable Cached<WeightsAndBias> foldedWeights, Epilogue epilogue) {
        super(map.layer(), parts);
        this.map = map;
        this.parts = parts;
        this.foldedWeights = foldedWeights;
        this.epilogue = epilogue;
    }

    @Override
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        if (epilogue != Epilogue.LINEAR) {
            return null;
        }
        List<Operation> all = Stream.concat(parts.stream(), Stream.of(next)).toList();
        Supplier<ChannelAffine> norm =
                foldedWeights == null ? LayerAccess.channelAffine(next, context.shapeBetween()) : null;
        if (norm != null) {
            return new FusedLinear(map, all, new Cached<>(variablesOf(all), () -> fold(norm.get())), epilogue);
        }
        return LayerAccess.epilogue(next) == Epilogue.LINEAR
                ? null
                : new FusedLinear(map, all, foldedWeights, LayerAccess.epilogue(next));
    }

    /** Folds the factors and offsets of a normalization into weights and bias. */
    private WeightsAndBias fold(ChannelAffine norm) {
        Variable bias = map.bias();
        return norm.after(map.kernel().value(), bias == null ? null : bias.value());
    }

    @Override
    protected Output run(List<Tensor> xs, Pass pass) {
        WeightsAndBias weights = foldedWeights == null ? pass.weights(map.kernel(), map.bias()) : foldedWeights.get();
        return withoutBackward(map.compute(xs.get(0), weights, epilogue, pass));
    }
}
