package dev.cornet.layers;

import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Value;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Base class of operations that the engine runs in place of layers: the fusion of several layers, or a part of one layer. The shapes have
 * already been checked for the layers.
 */
abstract class DerivedOperation extends Operation {
    private final Operation layer;
    private final List<Variable> variables;

    /**
     * Creates the operation.
     *
     * @param layer the layer that messages name
     * @param parts the operations whose variables a run reads
     */
    DerivedOperation(Operation layer, List<Operation> parts) {
        this.layer = layer;
        this.variables = variablesOf(parts);
    }

    /** The variables of some operations, in order. */
    static List<Variable> variablesOf(List<Operation> parts) {
        return parts.stream().flatMap(part -> part.variables().stream()).toList();
    }

    /** The result of {@code second}, whose input was the output of {@code first}, with the backward of both. */
    static Output chain(Output first, Output second) {
        return new Output(second.y(), (dy, grads) -> {
            Tensor between = Objects.requireNonNull(second.backward().apply(dy, grads));
            return first.backward().apply(between, grads);
        });
    }

    /** The result y of an operation that is fused for inference only; its backward throws. */
    final Output withoutBackward(Tensor y) {
        return new Output(y, (dy, grads) -> {
            throw new IllegalStateException(describe() + ": fused for inference, it has no backward");
        });
    }

    @Override
    public final List<Variable> variables() {
        return variables;
    }

    @Override
    protected final String describe() {
        return LayerAccess.describe(layer);
    }

    @Override
    protected final List<Value> outputs(List<Value> ins) {
        throw new IllegalStateException(describe() + ": fused after its shapes were checked");
    }
}
