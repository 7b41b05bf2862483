package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The result of fit: loss and metric values at the end of each epoch. While fit is running, other threads may read it: each method returns
 * the values of completed epochs, and what it has returned does not change with later epochs.
 */
public final class History {
    private volatile Epochs completed = new Epochs(Values.of(List.of()), Map.of());

    History() {}

    /** The history of a saved training. */
    History(List<Integer> epochs, Map<String, List<Double>> metrics) {
        Map<String, Values<Double>> values = new LinkedHashMap<>();
        metrics.forEach((name, saved) -> values.put(name, Values.of(saved)));
        completed = new Epochs(Values.of(epochs), values);
    }

    /** The completed epochs: their numbers, and the values of each loss or metric. Never changed, but replaced after each epoch. */
    private record Epochs(Values<Integer> numbers, Map<String, Values<Double>> metrics) {
        Epochs with(int epoch, Map<String, Double> logs) {
            Map<String, Values<Double>> longer = new LinkedHashMap<>(metrics);
            logs.forEach((name, value) -> longer.put(
                    name, longer.getOrDefault(name, Values.of(List.of())).with(value)));
            return new Epochs(numbers.with(epoch), longer);
        }
    }

    /** An immutable list. It shares its array with the longer list made of it by {@link #with}, so that n epochs cost O(n). */
    private static final class Values<T> extends AbstractList<T> implements RandomAccess {
        private final Object[] values;
        private final int size;

        private Values(Object[] values, int size) {
            this.values = values;
            this.size = size;
        }

        static <T> Values<T> of(List<? extends T> values) {
            return new Values<>(values.toArray(), values.size());
        }

        /** Returns a list with one more value; may be called once. */
        Values<T> with(T value) {
            Object[] longer = size < values.length ? values : Arrays.copyOf(values, 2 * size + 1);
            longer[size] = value;
            return new Values<>(longer, size + 1);
        }

        @Override
        @SuppressWarnings("unchecked") // with and of store values of type T
        public T get(int index) {
            return (T) values[Objects.checkIndex(index, size)];
        }

        @Override
        public int size() {
            return size;
        }
    }

    void add(int epoch, Map<String, Double> logs) {
        logs.forEach((name, value) -> {
            if (name == null || value == null) {
                throw new OptionException("fit: a callback has put " + name + " → " + value + " into the logs of epoch "
                        + (epoch + 1) + "; neither must be null.");
            }
        });
        completed = completed.with(epoch, logs);
    }

    /** The number of epochs that have been run. */
    public int epochCount() {
        return completed.numbers.size();
    }

    /** The numbers of the epochs that have been run, counted from 0. */
    public List<Integer> epochs() {
        return completed.numbers;
    }

    /** The values of a loss or metric, one for each epoch that has one: {@code history.get("val_loss")}. */
    public double[] get(String name) {
        Map<String, Values<Double>> metrics = completed.metrics;
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
        return Collections.unmodifiableMap(completed.metrics);
    }

    @Override
    public String toString() {
        return completed.metrics.toString();
    }
}
