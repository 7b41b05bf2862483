package dev.cornet.graph;

import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.SafeUpdates;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of running one batch.
 *
 * @param outputs the outputs, valid until the next run
 * @param masks the masks of the outputs, null for an output without one
 * @param logits for each output the argument of its activation, if the loss head has requested it; else null
 * @param layerLosses the sum of the losses that layers have added
 * @param updates the state updates that layers have requested; they are made by {@link #commit}
 */
public record BatchResult(
        List<Tensor> outputs,
        List<@Nullable Tensor> masks,
        List<@Nullable Tensor> logits,
        double layerLosses,
        List<PlacedUpdate> updates) {
    /**
     * Returns this result with updates that cannot fail. Throws if an update of a user-defined class does, so that must be called before the
     * first change of a step.
     */
    public BatchResult withSafeUpdates() {
        List<PlacedUpdate> safe = SafeUpdates.of(updates);
        return safe == updates ? this : new BatchResult(outputs, masks, logits, layerLosses, safe);
    }

    /** Makes the state updates of {@link #withSafeUpdates}. Call it only when no part of the step can fail any more. */
    public void commit() {
        for (int i = 0; i < updates.size(); i++) { // without an iterator, which needs memory
            updates.get(i).commit();
        }
    }

    /** Returns whether an update changes a state that other runs may read at the same time. */
    public boolean changesSharedState() {
        for (PlacedUpdate update : updates) {
            if (update.isShared()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the first moving average that an update would make NaN or infinite, which no later update could repair; null if there
     * is none.
     */
    public @Nullable Variable nonFiniteState() {
        for (PlacedUpdate update : updates) {
            Variable invalid = update.nonFinite();
            if (invalid != null) {
                return invalid;
            }
        }
        return null;
    }

    /** Returns a copy whose tensors stay valid after the next run. */
    public BatchResult copy() {
        return new BatchResult(
                outputs.stream().map(Tensor::copy).toList(), copies(masks), copies(logits), layerLosses, updates);
    }

    private static List<@Nullable Tensor> copies(List<@Nullable Tensor> tensors) {
        List<@Nullable Tensor> copies = new ArrayList<>();
        tensors.forEach(tensor -> copies.add(tensor == null ? null : tensor.copy()));
        return copies;
    }
}
