package dev.cornet.model;

import dev.cornet.error.OptionException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The loss and the metrics of a model on some data. */
public final class Evaluation {
    private final Map<String, Double> figures;

    Evaluation(Map<String, Double> figures) {
        this.figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** The loss, with the penalties of regularizers. */
    public double loss() {
        return get("loss");
    }

    /** A figure by name: {@code get("accuracy")}. */
    public double get(String name) {
        Double value = figures.get(name);
        if (value == null) {
            throw new OptionException(
                    "no figure is named \"" + name + "\"; there are " + String.join(", ", figures.keySet()));
        }
        return value;
    }

    /** All figures by name. */
    public Map<String, Double> figures() {
        return figures;
    }

    @Override
    public String toString() {
        return figures.toString();
    }
}
