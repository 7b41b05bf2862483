package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What fit gives back: each figure's value at the end of each epoch. */
public final class History {
    private final List<Integer> epochCount = new ArrayList<>();
    private final Map<String, List<Double>> metrics = new LinkedHashMap<>();

    History() {}

    void add(int epoch, Map<String, Double> logs) {
        logs.forEach((figure, value) -> {
            if (figure == null || value == null) {
                throw new OptionException("fit: a callback has put " + figure + " → " + value
                        + " into the logs of epoch " + (epoch + 1) + "; neither must be null.");
            }
        });
        epochCount.add(epoch);
        logs.forEach(this::add);
    }

    /** Adds the next value of a figure, for a history that is read back. */
    void add(String figure, double value) {
        metrics.computeIfAbsent(figure, n -> new ArrayList<>()).add(value);
    }

    /** How many epochs ran. */
    public int epochCount() {
        return epochCount.size();
    }

    /** The numbers of the epochs that ran, from 0. */
    public List<Integer> epochs() {
        return Collections.unmodifiableList(epochCount);
    }

    /** The values of a figure, one per epoch in which it was measured: {@code history.get("val_loss")}. */
    public double[] get(String name) {
        List<Double> values = metrics.get(name);
        if (values == null) {
            throw new OptionException(
                    "no figure is named \"" + name + "\"; there are " + String.join(", ", metrics.keySet())
                            + (name.startsWith("val_")
                                    ? ". Figures of validation need validationData or validationSplit."
                                    : ""));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** All figures by name. */
    public Map<String, List<Double>> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    @Override
    public String toString() {
        return metrics.toString();
    }
}
