package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * An operation as two: y = activation(z) with z = before(inputs).
 *
 * @param before computes z, the argument of the activation, such as logits; null if z is the only input of the operation itself
 * @param activation computes y; it must not change z
 */
public record SplitActivation(@Nullable Operation before, Operation activation) {
    public SplitActivation {
        Arguments.notNull(activation, "SplitActivation", "activation");
    }
}
