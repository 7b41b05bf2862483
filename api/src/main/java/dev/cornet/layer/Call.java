package dev.cornet.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a layer is given beside its inputs: {@code x.then(base, Call.training(false))} is Keras' {@code base(x, training=False)}.
 *
 * <p>In the call, and in all calls inside it that say nothing themselves, dropout, batch statistics and the like are then on or off whether the
 * model trains or predicts. So a base with {@code training(false)} keeps its moving statistics while its weights learn, and a dropout with
 * {@code training(true)} drops in predictions too.
 *
 * @param training whether the call is one of training; null where it is as the run is
 */
public record Call(@Nullable Boolean training) {
    /** A call that says nothing. */
    public static final Call PLAIN = new Call(null);

    /** A call as in training (true) or as in predictions (false). */
    public static Call training(boolean training) {
        return new Call(training);
    }

    /** A layer of several inputs, called so: {@code Call.training(false).of(model, a, b)}. */
    public Symbol of(Layer layer, Symbol... inputs) {
        return Node.apply(layer, List.of(inputs), this).outputs().get(0);
    }
}
