package dev.cornet.graph;

import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.PlacedUpdate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The state updates of one batch: those that the slices of a segment have requested at one place are merged. */
public final class BatchUpdates {
    private static final Comparator<PlacedUpdate> PLACE =
            Comparator.comparingInt(PlacedUpdate::node).thenComparingInt(PlacedUpdate::count);

    private final List<PlacedUpdate> merged = new ArrayList<>();

    /** Returns the updates of two parts of a batch, merged; the rows of {@code next} follow. */
    public static List<PlacedUpdate> merge(List<PlacedUpdate> first, List<PlacedUpdate> next) {
        BatchUpdates both = new BatchUpdates();
        both.add(List.of(first, next));
        return both.inOrder();
    }

    /** Adds the updates of all slices of a segment, given in the order of the rows. */
    void add(List<List<PlacedUpdate>> slices) {
        for (PlacedUpdate first : slices.isEmpty() ? List.<PlacedUpdate>of() : slices.get(0)) {
            PlacedUpdate all = first;
            for (List<PlacedUpdate> others : slices.subList(1, slices.size())) {
                all = all.merge(find(first, others));
            }
            merged.add(all);
        }
        for (List<PlacedUpdate> slice : slices) {
            for (PlacedUpdate update : slice) {
                find(update, slices.get(0)); // throws if the first slice has not requested it
            }
        }
    }

    private static PlacedUpdate find(PlacedUpdate place, List<PlacedUpdate> updates) {
        for (PlacedUpdate update : updates) {
            if (update.hasPlaceOf(place)) {
                return update;
            }
        }
        throw new CornetException(
                place.describe() + ": is updated by some parts of a batch and not by others. A layer whose"
                        + " updates depend on the data overrides rowUse(training) to return RowUse.MIXES.");
    }

    /** Returns the updates in the order of their places. */
    List<PlacedUpdate> inOrder() {
        merged.sort(PLACE);
        return merged;
    }
}
