package dev.cornet.graph.plan;

import dev.cornet.nn.Layer;
import org.jspecify.annotations.Nullable;

/**
 * The masks that a {@link Step} reads and computes, by their value numbers.
 *
 * @param ins the mask of each input; −1 for none
 * @param out the mask of the outputs, if the step computes it; −1 for none
 * @param layer the layer that computes it; null for none
 * @param isHidden whether the layer does not receive the masks of its inputs; they still determine the mask of its output
 */
public record StepMasks(int[] ins, int out, @Nullable Layer layer, boolean isHidden) {
    /** Returns no masks of {@code inputs} inputs. */
    static StepMasks none(int inputs, boolean isHidden) {
        return new StepMasks(Plan.none(inputs), -1, null, isHidden);
    }
}
