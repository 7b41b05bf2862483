package dev.cornet.nn;

import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Initializer;
import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The weights and states that one layer has created. */
final class LayerWeights {
    private final WeightOwner owner;
    private final Supplier<String> description;
    private final LayerLock lock = new LayerLock();
    private final List<Variable> variables = new CopyOnWriteArrayList<>();

    /** @param description describes the layer for messages */
    LayerWeights(WeightOwner owner, Supplier<String> description) {
        this.owner = owner;
        this.description = description;
    }

    private String describe() {
        return description.get();
    }

    List<Variable> all() {
        return variables;
    }

    /** Removes all weights but the first {@code count}. */
    void truncate(int count) {
        variables.subList(count, variables.size()).clear();
    }

    /** Creates a weight, or a state, which is never trained. */
    Variable add(
            String name,
            Shape shape,
            Initializer initializer,
            boolean state,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        if (variables.stream().anyMatch(known -> known.name().equals(name))) {
            throw new OptionException(describe() + ": has a weight \"" + name
                    + "\" already; give each a name of its own, and make them in build alone");
        }
        Tensor value = initialValue(name, shape, initializer);
        Variable variable = new Variable(owner, lock, name, value, state, regularizer, constraint);
        variables.add(variable);
        return variable;
    }

    /** Returns the initial value of a weight; all zeros where a file will provide the values. */
    private Tensor initialValue(String name, Shape shape, Initializer initializer) {
        String where = describe() + ": weight";
        Arguments.notNull(name, where, "name");
        Arguments.notNull(shape, where, "shape");
        Arguments.notNull(initializer, where, "initializer");
        if (!shape.isKnown()) {
            throw new ShapeException(describe() + ": weight \"" + name + "\" has the shape " + shape
                    + ", of which a size is not known. A weight must not depend on the size of the batch: leave axis 0 of the"
                    + " input out, by in.withoutBatch() or in.last().");
        }
        try {
            boolean skipsInitializer = WeightAllocation.reserve(shape, initializer);
            Tensor value = allocate(name, shape);
            if (!skipsInitializer) {
                initializer.fill(value, initializer.stream(new RandomStream(Seeds.next())));
            }
            return value;
        } catch (ShapeException e) {
            String reason = String.valueOf(e.getMessage());
            String problem = reason.startsWith("the shape") ? "\" is too large: " : "\" cannot be made: ";
            throw new ShapeException(describe() + ": weight \"" + name + problem + reason, e);
        }
    }

    private Tensor allocate(String name, Shape shape) {
        try {
            return WeightAllocation.allocate(owner.getClass(), shape);
        } catch (OutOfMemoryError e) {
            throw new MemoryException(
                    describe() + ": no memory for weight \"" + name + "\" of shape " + shape + ", which takes "
                            + 4L * shape.size() + " bytes of the "
                            + Runtime.getRuntime().maxMemory()
                            + " that Java has. Make the layer smaller, or give Java a larger heap (-Xmx)",
                    e);
        }
    }
}
