package dev.cornet.formats.differential;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The mismatches found in a case. Numbers are compared with those of Keras relative to the largest of their tensor. The tolerance is
 * increased by how far Keras' own result moves if weights and inputs are perturbed slightly ({@code sensitivity}); ill-conditioned results
 * are not compared.
 */
final class Findings {
    private static final double MIN_SCALE = 1e-2; // sums of numbers near 1 have an absolute error
    private static final double SENSITIVITY_FACTOR = 30;

    private final String name;
    private final JsonNode sensitivity;
    private final List<String> lines = new ArrayList<>();
    private int count;

    Findings(String name, JsonNode sensitivity) {
        this.name = name;
        this.sensitivity = sensitivity;
    }

    List<String> lines() {
        return lines;
    }

    /** The number of comparisons. */
    int count() {
        return count;
    }

    void add(String what) {
        lines.add(name + " " + what);
    }

    void require(boolean holds, String what) {
        count++;
        if (!holds) {
            add(what);
        }
    }

    void same(String what, List<Tensor> expected, List<Tensor> actual) {
        require(expected.size() == actual.size(), what + ": " + expected.size() + " became " + actual.size());
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            require(
                    expected.get(i).shape().equals(actual.get(i).shape())
                            && Arrays.equals(
                                    expected.get(i).toArray(), actual.get(i).toArray()),
                    what + " " + i + " are other bits");
        }
    }

    void close(String what, JsonNode expected, List<Tensor> actual, List<String> names, double tolerance) {
        if (expected.size() != actual.size()) {
            add(what + ": Keras has " + expected.size() + ", Cornet " + actual.size());
            return;
        }
        for (int i = 0; i < actual.size(); i++) {
            Tensor required = Golden.tensor(expected.get(i));
            String where = what + " " + (names.isEmpty() ? i : names.get(i));
            if (!required.shape().equals(actual.get(i).shape())) {
                add(where + ": Keras has " + required.shape() + ", Cornet "
                        + actual.get(i).shape());
            } else {
                close(
                        where,
                        required.toArray(),
                        actual.get(i).toArray(),
                        sensitivity.path(what).path(i),
                        tolerance);
            }
        }
    }

    void close(String what, JsonNode expected, Map<String, ? extends List<Double>> actual, double tolerance) {
        Set<String> keys = new LinkedHashSet<>();
        expected.fieldNames().forEachRemaining(keys::add);
        if (!keys.equals(actual.keySet())) {
            add(what + ": Keras has " + keys + ", Cornet " + actual.keySet());
        }
        for (String key : keys) {
            if (actual.containsKey(key)) {
                Tensor values = Golden.tensor(expected.get(key));
                float[] got = new float[actual.get(key).size()];
                for (int i = 0; i < got.length; i++) {
                    got[i] = actual.get(key).get(i).floatValue();
                }
                close(
                        what + " " + key,
                        values.toArray(),
                        got,
                        sensitivity.path(what).path(key),
                        tolerance);
            }
        }
    }

    private void close(String where, float[] expected, float[] actual, JsonNode sensitivity, double tolerance) {
        count++;
        if (sensitivity.isNull()) {
            return; // ill-conditioned: Keras' own result is arbitrary
        }
        if (expected.length != actual.length) {
            add(where + ": Keras has " + expected.length + " numbers, Cornet " + actual.length);
            return;
        }
        double largest = MIN_SCALE;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs((double) expected[i] - actual[i]);
            error = d >= error || Double.isNaN(d) ? d : error;
        }
        if (!(error / largest <= tolerance + SENSITIVITY_FACTOR * sensitivity.asDouble(0))) {
            add(String.format(
                    Locale.ROOT,
                    "%s: off by %.1e; Keras %s, Cornet %s",
                    where,
                    error / largest,
                    few(expected),
                    few(actual)));
        }
    }

    private static String few(float[] values) {
        String text = Arrays.toString(Arrays.copyOf(values, Math.min(4, values.length)));
        return values.length > 4 ? text.replace("]", ", …]") : text;
    }
}
