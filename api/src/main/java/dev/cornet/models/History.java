package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of fit: loss and metric values at the end of each epoch. */
public final class History {
    private final List<Integer> epochs = new ArrayList<>();
    private final Map<String, List<Double>> metrics = new LinkedHashMap<>();

    History() {}

    /** The history of a saved training. */
    History(List<Integer> epochs, Map<String, List<Double>> metrics) {
        this.epochs.addAll(epochs);
        metrics.forEach((name, values) -> this.metrics.put(name, new ArrayList<>(values)));
    }

    void add(int epoch, Map<String, Double> logs) {
        logs.forEach((name, value) -> {
            if (name == null || value == null) {
                throw new OptionException("fit: a callback has put " + name + " → " + value + " into the logs of epoch "
                        + (epoch + 1) + "; neither must be null.");
            }
        });
        epochs.add(epoch);
        logs.forEach(this::add);
    }

    private void add(String name, double value) {
        metrics.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** The number of epochs that have been run. */
    public int epochCount() {
        return epochs.size();
    }

    /** The numbers of the epochs that have been run, counted from 0. */
    public List<Integer> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** The values of a loss or metric, one for each epoch that has one: {@code history.get("val_loss")}. */
    public double[] get(String name) {
        List<Double> values = metrics.get(name);
        if (values == null) {
            throw new OptionException("no metric is named \"" + name + "\"; there are "
                    + String.join(", ", metrics.keySet())
                    + (name.startsWith("val_") ? ". Validation metrics need validationData or validationSplit." : ""));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** All losses and metrics by name. */
    public Map<String, List<Double>> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    @Override
    public String toString() {
        return metrics.toString();
    }
}
