package dev.cornet.saving;

import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.saving.CallRecord.ReferenceForm;
import dev.cornet.saving.CallRecord.TensorReference;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The index, 0 or 1, that a file gives to the first call of each nested model. It depends on the version of Keras that wrote the file and
 * on the form of the reference.
 *
 * <p>Keras counts the construction of a nested model as its first call. Keras 1 and 2 therefore count calls from 1 everywhere. Keras 3
 * counts from 1 in input_layers and output_layers unless the nested model is a Sequential, and from 0 in the arguments of calls. A
 * Sequential without an input shape counted from 0 in tf.keras 2 too.
 *
 * <p>In a valid graph the result of each call is read by another call or is an output. If, counted from 1, the result of a call would not
 * be read, the file counts from 0: Cornet's first format did so for outputs.
 */
final class CallIndexOffsets {
    /** Offsets for a graph without nested models: all calls are counted from 0. */
    static final CallIndexOffsets NONE = new CallIndexOffsets(Map.of());

    private final Map<String, Map<ReferenceForm, Integer>> offsets;

    private CallIndexOffsets(Map<String, Map<ReferenceForm, Integer>> offsets) {
        this.offsets = offsets;
    }

    /** The index of the referenced call among the calls of its layer, counted from 0. */
    int index(TensorReference reference) {
        return reference.call()
                - offsets.getOrDefault(reference.layer(), Map.of()).getOrDefault(reference.form(), 0);
    }

    /** Collects the nested models of a graph and the call indices in references to their outputs. */
    static final class Builder {
        private final boolean countsFromZero;
        private final Map<String, NestedModel> nested = new HashMap<>();

        private static final class NestedModel {
            private final boolean isSequential;
            private final int calls;
            private final Map<ReferenceForm, Set<Integer>> callIndices = new EnumMap<>(ReferenceForm.class);

            NestedModel(boolean isSequential, int calls) {
                this.isSequential = isSequential;
                this.calls = calls;
            }

            private Set<Integer> indices(ReferenceForm form) {
                return callIndices.getOrDefault(form, Set.of());
            }

            Map<ReferenceForm, Integer> offsets(boolean countsFromZero) {
                int legacy = indices(ReferenceForm.LEGACY_LIST).contains(0) ? 0 : 1;
                int modelTensor = countsFromZero
                                || isSequential
                                || indices(ReferenceForm.MODEL_TENSOR).contains(0)
                                || !isPlausible(1)
                        ? 0
                        : 1;
                return Map.of(
                        ReferenceForm.LEGACY_LIST,
                        legacy,
                        ReferenceForm.CALL_ARGUMENT,
                        0,
                        ReferenceForm.MODEL_TENSOR,
                        modelTensor);
            }

            /**
             * True if the result of each call is read when output references are counted from {@code first}, or if that is not so even
             * when they are counted from 0.
             */
            private boolean isPlausible(int first) {
                return unreadCalls(first) == 0 || unreadCalls(0) > 0;
            }

            private int unreadCalls(int first) {
                Set<Integer> all = new HashSet<>(indices(ReferenceForm.CALL_ARGUMENT));
                indices(ReferenceForm.MODEL_TENSOR).forEach(call -> all.add(call - first));
                all.removeIf(call -> call < 0 || call >= calls);
                return calls - all.size();
            }
        }

        /** @param countsFromZero true if the file is known to count the calls in output_layers from 0 */
        Builder(boolean countsFromZero) {
            this.countsFromZero = countsFromZero;
        }

        /** Adds a nested model with the number of its calls in the graph. */
        void addNested(String name, Model model, int calls) {
            nested.put(name, new NestedModel(model instanceof Sequential, calls));
        }

        /** Adds a reference to a tensor that is the input of a call, or an input or output of the graph. */
        void addReference(TensorReference reference) {
            NestedModel model = nested.get(reference.layer());
            if (model != null) {
                model.callIndices
                        .computeIfAbsent(reference.form(), form -> new HashSet<>())
                        .add(reference.call());
            }
        }

        CallIndexOffsets build() {
            Map<String, Map<ReferenceForm, Integer>> offsets = new HashMap<>();
            nested.forEach((name, model) -> offsets.put(name, model.offsets(countsFromZero)));
            return new CallIndexOffsets(offsets);
        }
    }
}
