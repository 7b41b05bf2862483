package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one layer call other than its inputs: {@code x.then(base, Call.training(false))} is Keras' {@code base(x,
 * training=False)}.
 *
 * <p>{@code training} turns dropout, batch statistics and the like on or off in this call, whether the model trains or predicts. It also
 * applies to nested calls that do not set it themselves. So a base with {@code training(false)} keeps its moving statistics while its
 * weights are trained, and a dropout with {@code training(true)} is active in predictions too.
 *
 * <p>A recurrent layer with initial states as further inputs ignores the mask of its sequence, as in Keras 3, which passes no mask to a
 * call with several tensors. With {@code passesMask} it uses the mask, as in Keras 2. The layers that follow see the mask in both cases.
 *
 * @param training whether the call runs in training mode; null to follow the model
 * @param passesMask whether a layer with further inputs receives the mask of its first input
 */
public record Call(@Nullable Boolean training, boolean passesMask) {
    /** A call without arguments. */
    public static final Call PLAIN = new Call(null, false);

    /** Returns the arguments of a call in training mode (true) or in inference mode (false). */
    public static Call training(boolean training) {
        return new Call(training, false);
    }

    /** Returns these arguments with {@code passesMask}. */
    public Call passingMask() {
        return new Call(training, true);
    }

    /** Applies a layer to several inputs with these arguments: {@code Call.training(false).of(model, a, b)}. */
    public Symbol of(Layer layer, Symbol... inputs) {
        return Node.apply(
                        Arguments.notNull(layer, "Call.of", "layer"),
                        Arguments.nonNullElements(inputs, "Call.of: inputs"),
                        this)
                .outputs()
                .get(0);
    }
}
