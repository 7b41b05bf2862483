package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The loss and the metrics of a model on some data. */
public final class Evaluation {
    private final Map<String, Double> metrics;
    private final double[] inOrder;

    /** @param inOrder the values by name, in the order in which Keras lists them */
    Evaluation(Map<String, Double> inOrder) {
        this.metrics = Collections.unmodifiableMap(new TreeMap<>(inOrder));
        this.inOrder =
                inOrder.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The loss, with the penalties of regularizers. */
    public double loss() {
        return get("loss");
    }

    /** The loss or metric with the given name: {@code get("accuracy")}. */
    public double get(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new OptionException(
                    "no metric is named \"" + name + "\"; there are " + String.join(", ", metrics.keySet()));
        }
        return value;
    }

    /** Loss and metrics by name, as Keras returns them with return_dict=True. */
    public Map<String, Double> metrics() {
        return metrics;
    }

    /** Loss and metrics in the order in which Keras lists them: the loss, the losses of several outputs, the metrics. */
    public double[] toArray() {
        return inOrder.clone();
    }

    @Override
    public String toString() {
        return metrics.toString();
    }
}
