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
 * What a case found. Numbers are held against Keras' relative to the largest of their tensor; what a slight nudge of weights and inputs moves in
 * Keras itself ({@code noise}) may lie that much further off, and where it moves a lot they are not compared.
 */
final class Findings {
    private static final double LEAST = 1e-2; // sums of numbers about 1 are not exact to less
    private static final double TIMES_NOISE = 30;

    private final String name;
    private final JsonNode noise;
    private final List<String> lines = new ArrayList<>();
    private int count;

    Findings(String name, JsonNode noise) {
        this.name = name;
        this.noise = noise;
    }

    List<String> lines() {
        return lines;
    }

    /** How many comparisons were made. */
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
            Tensor wanted = Golden.tensor(expected.get(i));
            String where = what + " " + (names.isEmpty() ? i : names.get(i));
            if (!wanted.shape().equals(actual.get(i).shape())) {
                add(where + ": Keras has " + wanted.shape() + ", Cornet "
                        + actual.get(i).shape());
            } else {
                close(
                        where,
                        wanted.toArray(),
                        actual.get(i).toArray(),
                        noise.path(what).path(i),
                        tolerance);
            }
        }
    }

    void close(String what, JsonNode expected, Map<String, ? extends List<Double>> actual, double tolerance) {
        Set<String> wanted = new LinkedHashSet<>();
        expected.fieldNames().forEachRemaining(wanted::add);
        if (!wanted.equals(actual.keySet())) {
            add(what + ": Keras has " + wanted + ", Cornet " + actual.keySet());
        }
        for (String key : wanted) {
            if (actual.containsKey(key)) {
                Tensor values = Golden.tensor(expected.get(key));
                float[] got = new float[actual.get(key).size()];
                for (int i = 0; i < got.length; i++) {
                    got[i] = actual.get(key).get(i).floatValue();
                }
                close(what + " " + key, values.toArray(), got, noise.path(what).path(key), tolerance);
            }
        }
    }

    private void close(String where, float[] expected, float[] actual, JsonNode noise, double tolerance) {
        count++;
        if (noise.isNull()) {
            return; // Keras' own number is left to chance
        }
        if (expected.length != actual.length) {
            add(where + ": Keras has " + expected.length + " numbers, Cornet " + actual.length);
            return;
        }
        double largest = LEAST;
        double off = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs((double) expected[i] - actual[i]);
            off = d >= off || Double.isNaN(d) ? d : off;
        }
        if (!(off / largest <= tolerance + TIMES_NOISE * noise.asDouble(0))) {
            add(String.format(
                    Locale.ROOT,
                    "%s: off by %.1e; Keras %s, Cornet %s",
                    where,
                    off / largest,
                    few(expected),
                    few(actual)));
        }
    }

    private static String few(float[] values) {
        String text = Arrays.toString(Arrays.copyOf(values, Math.min(4, values.length)));
        return values.length > 4 ? text.replace("]", ", …]") : text;
    }
}
