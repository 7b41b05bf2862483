package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a layer is given beside its inputs: {@code x.then(base, Call.training(false))} is Keras' {@code base(x, training=False)}.
 *
 * <p>In the call, and in all calls inside it that say nothing themselves, dropout, batch statistics and the like are then on or off whether the
 * model trains or predicts. So a base with {@code training(false)} keeps its moving statistics while its weights learn, and a dropout with
 * {@code training(true)} drops in predictions too.
 *
 * <p>A recurrent layer that is given states to begin with does not look at the mask of its sequence, as in Keras 3, which hands no mask to a
 * call of several tensors; with {@code passesMask} it does, as in Keras 2. The mask goes on behind the layer in both.
 *
 * @param training whether the call is one of training; null where it is as the run is
 * @param passesMask whether the mask of the first input reaches the layer though there are further inputs
 */
public record Call(@Nullable Boolean training, boolean passesMask) {
    /** A call that says nothing. */
    public static final Call PLAIN = new Call(null, false);

    /** A call as in training (true) or as in predictions (false). */
    public static Call training(boolean training) {
        return new Call(training, false);
    }

    /** The same call with a mask that reaches the layer beside further inputs. */
    public Call passingMask() {
        return new Call(training, true);
    }

    /** A layer of several inputs, called so: {@code Call.training(false).of(model, a, b)}. */
    public Symbol of(Layer layer, Symbol... inputs) {
        return Node.apply(Arguments.given(layer, "Call.of", "layer"), Arguments.all(inputs, "Call.of: inputs"), this)
                .outputs()
                .get(0);
    }
}
