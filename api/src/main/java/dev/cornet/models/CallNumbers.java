package dev.cornet.models;

import dev.cornet.models.CallRecord.Form;
import dev.cornet.models.CallRecord.Place;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The number of the first call of each nested model, in each form that names calls. Keras took the making of a model for its first call:
 * Keras 1 and 2 count what follows from 1 everywhere, Keras 3 from 1 among the outputs of a model, where the nested one is no Sequential, and
 * from 0 in the arguments of calls. A Sequential whose input shape was not told counted from 0 in tf.keras 2 too.
 *
 * <p>Each call of a graph is read by another one or is an output. So numbers that would leave a call unread are of another kind: Cornet itself
 * once counted outputs from 0.
 */
final class CallNumbers {
    /** All calls count from 0. */
    static final CallNumbers PLAIN = new CallNumbers(Map.of());

    private final Map<String, Map<Form, Integer>> firsts;

    private CallNumbers(Map<String, Map<Form, Integer>> firsts) {
        this.firsts = firsts;
    }

    /** Which of the calls of its layer a place means, counted from 0. */
    int index(Place place) {
        return place.call() - firsts.getOrDefault(place.layer(), Map.of()).getOrDefault(place.form(), 0);
    }

    /** Gathers the nested models of a graph and the numbers by which their calls are named. */
    static final class Builder {
        private final boolean countsFromZero;
        private final Map<String, Nested> nested = new HashMap<>();

        private static final class Nested {
            private final boolean chain;
            private final int calls;
            private final Map<Form, Set<Integer>> named = new EnumMap<>(Form.class);

            Nested(boolean chain, int calls) {
                this.chain = chain;
                this.calls = calls;
            }

            private Set<Integer> of(Form form) {
                return named.getOrDefault(form, Set.of());
            }

            Map<Form, Integer> firsts(boolean countsFromZero) {
                int old = of(Form.LIST).contains(0) ? 0 : 1;
                int end = countsFromZero || chain || of(Form.END).contains(0) || !isWhole(1) ? 0 : 1;
                return Map.of(Form.LIST, old, Form.ARGUMENT, 0, Form.END, end);
            }

            /** True when each call is named, if those of outputs count from {@code first}, or if some call is named in no way. */
            private boolean isWhole(int first) {
                return unnamed(first) == 0 || unnamed(0) > 0;
            }

            private int unnamed(int first) {
                Set<Integer> all = new HashSet<>(of(Form.ARGUMENT));
                of(Form.END).forEach(call -> all.add(call - first));
                all.removeIf(call -> call < 0 || call >= calls);
                return calls - all.size();
            }
        }

        /** @param countsFromZero true where the outputs of a model are known to count from 0 */
        Builder(boolean countsFromZero) {
            this.countsFromZero = countsFromZero;
        }

        /** A nested model with the number of its calls in the graph. */
        void nested(String name, Model model, int calls) {
            nested.put(name, new Nested(model instanceof Sequential, calls));
        }

        /** A tensor that a call reads, or an output. */
        void named(Place place) {
            Nested of = nested.get(place.layer());
            if (of != null) {
                of.named.computeIfAbsent(place.form(), form -> new HashSet<>()).add(place.call());
            }
        }

        CallNumbers build() {
            Map<String, Map<Form, Integer>> firsts = new HashMap<>();
            nested.forEach((name, of) -> firsts.put(name, of.firsts(countsFromZero)));
            return new CallNumbers(firsts);
        }
    }
}
