package dev.cornet.optimizers;

import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The arrays that an optimizer keeps for each weight. They are created on first use, by a training step or by a thread that saves the
 * model.
 */
final class Slots {
    /** Slot of the moving average of a weight ({@code use_ema}). */
    static final String AVERAGE = "average";

    /** Slot of the sum of the gradients since the last update ({@code gradient_accumulation_steps}). */
    static final String ACCUMULATOR = "gradient_accumulator";

    private static final String ITERATIONS = "iterations";
    private static final int DIGITS = 4;
    private static final int BASE = 1 << 16;

    private final Optimizer optimizer;
    private final Map<Variable, Map<String, Tensor>> slots = new IdentityHashMap<>();

    Slots(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /** The names of all slots, those of the algorithm first. */
    private List<String> names() {
        List<String> names =
                new ArrayList<>(Arguments.nonNullElements(optimizer.slots(), optimizer.name() + ": slots()"));
        if (optimizer.useEma) {
            names.add(AVERAGE);
        }
        if (optimizer.gradientAccumulationSteps != null) {
            names.add(ACCUMULATOR);
        }
        if (Set.copyOf(names).size() != names.size()) {
            throw new OptionException(prefix() + "each slot needs a name of its own, got " + names + "; \"" + AVERAGE
                    + "\" and \"" + ACCUMULATOR + "\" are those of useEma and gradientAccumulationSteps.");
        }
        return names;
    }

    int indexOf(String name) {
        return names().indexOf(name);
    }

    /** The slots of a weight, in the order of {@link #names}. */
    synchronized Map<String, Tensor> of(Variable weight) {
        Map<String, Tensor> own = slots.computeIfAbsent(weight, w -> new HashMap<>());
        Map<String, Tensor> inOrder = new LinkedHashMap<>();
        for (String name : names()) {
            inOrder.put(name, own.computeIfAbsent(name, n -> create(n, weight)));
        }
        return inOrder;
    }

    /**
     * The sums of the gradients of all weights other than {@code weights}. An update clears them: these weights were frozen in the
     * meantime, and as in Keras their earlier gradients are discarded.
     */
    synchronized List<float[]> otherAccumulators(List<Variable> weights) {
        if (slots.size() == weights.size()) {
            return List.of();
        }
        Map<Variable, Map<String, Tensor>> others = new IdentityHashMap<>(slots);
        weights.forEach(others::remove);
        return others.values().stream()
                .map(own -> own.containsKey(ACCUMULATOR) ? own.get(ACCUMULATOR).data() : new float[0])
                .toList();
    }

    synchronized boolean has(Variable weight) {
        return slots.containsKey(weight);
    }

    private Tensor create(String name, Variable weight) {
        return switch (name) {
            case AVERAGE -> weight.value().copy();
            case ACCUMULATOR -> Tensor.zeros(weight.shape());
            default -> optimizer.createSlot(name, weight);
        };
    }

    /** Replaces weights by their averages. */
    void replaceByAverages(List<Variable> weights) {
        List<Tensor> averages = weights.stream()
                .map(w -> Objects.requireNonNull(of(w).get(AVERAGE)))
                .toList();
        for (int k = 0; k < averages.size(); k++) {
            weights.get(k).assign(averages.get(k));
        }
    }

    synchronized Map<String, Tensor> state(List<Variable> weights, long stepCount) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put(ITERATIONS, digits(stepCount));
        state.putAll(new TreeMap<>(optimizer.sharedState(weights)));
        for (Variable w : weights) {
            of(w).forEach((slot, values) -> {
                String name = slot + "/" + w.path();
                String unique = name; // inner layers of two wrappers may have the same name
                for (int n = 1; state.containsKey(unique); n++) {
                    unique = name + "_" + n;
                }
                state.put(unique, values);
            });
        }
        return state;
    }

    long restore(List<Variable> weights, Map<String, Tensor> state) {
        Map<String, Tensor> current = state(weights, 0);
        requireNames(current.keySet(), state.keySet());
        current.forEach(
                (name, own) -> requireShape(name, own.shape(), get(state, name).shape()));
        long stepCount = number(get(state, ITERATIONS));
        current.forEach((name, own) -> own.copyFrom(get(state, name)));
        return stepCount;
    }

    private void requireNames(Set<String> expected, Set<String> got) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(got);
        Set<String> extra = new TreeSet<>(got);
        extra.removeAll(expected);
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw new ModelFormatException(prefix() + "the state does not fit this optimizer and these weights:"
                    + (missing.isEmpty() ? "" : " it lacks " + firstFive(missing) + ";")
                    + (extra.isEmpty() ? "" : " it has " + firstFive(extra) + ", which are not expected;")
                    + " restore it into the same optimizer, with the same options, for the same layers.");
        }
    }

    private static Tensor get(Map<String, Tensor> state, String name) {
        return Objects.requireNonNull(state.get(name), name);
    }

    private void requireShape(String name, Shape expected, Shape got) {
        if (!expected.equals(got)) {
            throw new ModelFormatException(
                    prefix() + "\"" + name + "\" has shape " + got + ", expected " + expected + ".");
        }
    }

    private String prefix() {
        return KerasNames.of(optimizer.getClass()) + ": ";
    }

    private static String firstFive(Set<String> names) {
        int shown = Math.min(names.size(), 5);
        String list = String.join(", ", new ArrayList<>(names).subList(0, shown));
        return shown < names.size() ? list + " and " + (names.size() - shown) + " more" : list;
    }

    private static Tensor digits(long number) {
        Tensor digits = Tensor.zeros(DIGITS);
        for (int i = 0; i < DIGITS; i++) {
            digits.data()[i] = number >>> (16 * i) & (BASE - 1);
        }
        return digits;
    }

    private long number(Tensor digits) {
        long number = 0;
        for (int i = DIGITS - 1; i >= 0; i--) {
            float digit = digits.get(i);
            if (!(digit >= 0 && digit < BASE && digit == (int) digit)) {
                throw new ModelFormatException(prefix() + "\"" + ITERATIONS + "\" holds " + digits
                        + ", which is no count in digits of base 65536.");
            }
            number = number << 16 | (long) digit;
        }
        if (number < 0) {
            throw new ModelFormatException(prefix() + "\"" + ITERATIONS + "\" is a negative count: " + number + ".");
        }
        return number;
    }
}
