package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.LibraryClasses;
import dev.cornet.models.Model;
import dev.cornet.nn.Call;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The saved call of a layer: one entry of {@code inbound_nodes}. Keras 3 writes {@code {"args": […], "kwargs": {…}}}, Keras 1 and 2 write a
 * list {@code [[layer, call, output, {…}], …]}.
 *
 * @param inputs the input tensors, in order
 * @param call the other arguments of the call
 */
record CallRecord(List<CallRecord.TensorReference> inputs, Call call) {
    /** The key of the argument training. */
    static final String TRAINING = "training";

    private static final String INITIAL_STATE = "initial_state";
    private static final Set<String> LEGACY_ARGUMENTS = Set.of(TRAINING, INITIAL_STATE);

    /** Cornet's own key: true if the layer receives the mask of the first tensor although the call has further tensors. */
    static final String PASSES_MASK = "passes_mask";

    /** The names that the first parameter of Keras' layers can have; its argument may be passed by name. */
    private static final Set<String> FIRST_PARAMETERS = Set.of("inputs", "sequences");

    /** Layers for which Keras records training=False if the argument was not passed; for these layers false is read as absent. */
    private static final Set<String> FALSE_BY_DEFAULT =
            Set.of("Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise");

    /** Layers for which false is read as absent if the call also records a mask: Keras records both when no arguments were passed. */
    private static final Set<String> FALSE_BY_DEFAULT_WITH_MASK = Set.of("LSTM", "GRU", "SimpleRNN");

    /** The forms in which files refer to a tensor; each counts the calls of nested models differently. */
    enum ReferenceForm {
        /** A list as in Keras 1 and 2. */
        LEGACY_LIST,
        /** An argument of a call, in Keras 3. */
        CALL_ARGUMENT,
        /** An input or output of a model, in Keras 3. */
        MODEL_TENSOR
    }

    /** A reference to a tensor of the graph: the layer's name, the index of its call, the index of the output of that call. */
    record TensorReference(String layer, int call, int output, ReferenceForm form) {
        @Override
        public String toString() {
            return layer + "[" + call + "][" + output + "]";
        }
    }

    /** True for a call in the form of Keras 1 and 2. */
    static boolean isLegacy(JsonNode call) {
        return call.isArray();
    }

    /** Reads a call; arguments that are not supported are added to {@code problems}. */
    static CallRecord read(List<String> problems, Layer layer, JsonNode call, String where) {
        List<TensorReference> inputs = new ArrayList<>();
        Boolean training = null;
        boolean passesMask = call.path(PASSES_MASK).asBoolean();
        if (call.has("args")) {
            String callPath = where + ": " + LayerAccess.describe(layer);
            call.get("args")
                    .forEach(argument -> collect(problems, argument, ReferenceForm.CALL_ARGUMENT, inputs, callPath));
            boolean isByName = call.get("args").isEmpty();
            FIRST_PARAMETERS.stream()
                    .filter(name -> isByName && call.path("kwargs").hasNonNull(name))
                    .forEach(name -> collect(
                            problems, call.path("kwargs").get(name), ReferenceForm.CALL_ARGUMENT, inputs, callPath));
            call.path("kwargs").fields().forEachRemaining(named -> {
                if (isEmpty(named.getValue()) || (isByName && FIRST_PARAMETERS.contains(named.getKey()))) {
                    return;
                } else if (named.getKey().equals(INITIAL_STATE)) {
                    collect(problems, named.getValue(), ReferenceForm.CALL_ARGUMENT, inputs, where);
                } else if (!named.getKey().equals(TRAINING)) {
                    problems.add(where + ": the argument \"" + named.getKey() + "\" of the call is not supported");
                }
            });
            training = training(layer, call);
        } else {
            collect(problems, call, ReferenceForm.LEGACY_LIST, inputs, where);
            training = flag(call.path(0).path(3).path(TRAINING));
            JsonNode state = call.path(0).path(3).path(INITIAL_STATE);
            if (!isEmpty(state)) {
                collect(problems, state, ReferenceForm.LEGACY_LIST, inputs, where);
            }
            call.forEach(input -> refuseOthers(problems, input.path(3), where));
            passesMask = inputs.size() > 1 && LayerAccess.inputArgumentName(layer) != null; // as Keras 1 and 2 do
        }
        return new CallRecord(inputs, new Call(training, passesMask));
    }

    /** Refuses named arguments in calls of Keras 1 and 2 that would otherwise be ignored. */
    private static void refuseOthers(List<String> problems, JsonNode named, String where) {
        named.fields().forEachRemaining(argument -> {
            if (!LEGACY_ARGUMENTS.contains(argument.getKey()) && !isEmpty(argument.getValue())) {
                problems.add(where + ": the argument \"" + argument.getKey() + "\" of the call is not supported");
            }
        });
    }

    /**
     * The argument training; null if it was not passed. Keras may also record the layer's default. So Cornet writes the value of an
     * explicit argument a second time, next to the arguments.
     */
    private static @Nullable Boolean training(Layer layer, JsonNode call) {
        JsonNode options = call.path("kwargs");
        Boolean training = flag(call.path(TRAINING).isMissingNode() ? options.path(TRAINING) : call.path(TRAINING));
        if (training == null || training || call.has(TRAINING)) {
            return training;
        }
        String type = LayerAccess.typeName(layer);
        boolean isUsersLayer = !LibraryClasses.contains(layer.getClass()) && !(layer instanceof Model);
        boolean isDefault = isUsersLayer
                || FALSE_BY_DEFAULT.contains(type)
                || (FALSE_BY_DEFAULT_WITH_MASK.contains(type) && options.has("mask"));
        return isDefault ? null : training;
    }

    private static @Nullable Boolean flag(JsonNode value) {
        return value.isBoolean()
                ? (Boolean) value.booleanValue()
                : value.isInt() ? (Boolean) (value.intValue() != 0) : null;
    }

    /** The tensors in a model's input_layers or output_layers; those of a dictionary in the order of its keys, as in Keras. */
    static List<TensorReference> modelTensors(List<String> problems, JsonNode node, boolean isLegacy, String where) {
        List<TensorReference> references = new ArrayList<>();
        collect(problems, node, isLegacy ? ReferenceForm.LEGACY_LIST : ReferenceForm.MODEL_TENSOR, references, where);
        return references;
    }

    /** The keys of a dictionary, sorted: Keras orders the values of a dictionary by their keys. */
    static List<String> sortedKeys(JsonNode dictionary) {
        Set<String> keys = new TreeSet<>();
        dictionary.fieldNames().forEachRemaining(keys::add);
        return List.copyOf(keys);
    }

    private static void collect(
            List<String> problems, JsonNode node, ReferenceForm form, List<TensorReference> inputs, String where) {
        if (isReference(node)) {
            inputs.add(new TensorReference(
                    node.get(0).asText(), node.get(1).intValue(), node.get(2).intValue(), form));
        } else if (node.path("class_name").asText().equals("__keras_tensor__")) {
            collect(problems, node.path("config").path("keras_history"), form, inputs, where);
        } else if (node.isArray()) {
            node.forEach(inner -> collect(problems, inner, form, inputs, where));
        } else if (node.isObject() && !node.isEmpty() && !node.has("class_name")) {
            sortedKeys(node).forEach(key -> collect(problems, node.get(key), form, inputs, where));
        } else {
            problems.add(where + ": expected a tensor of the graph, got " + KerasOperations.brief(node)
                    + ". Calls with numbers or constants among the tensors are not supported");
        }
    }

    /** True for null, and for lists and dictionaries of nulls, such as the mask argument for several inputs without masks. */
    private static boolean isEmpty(JsonNode value) {
        for (JsonNode inner : value) {
            if (!isEmpty(inner)) {
                return false;
            }
        }
        return value.isNull() || value.isMissingNode() || value.isContainerNode();
    }

    private static boolean isReference(JsonNode node) {
        return node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt();
    }
}
