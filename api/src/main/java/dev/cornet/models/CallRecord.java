package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Registry;
import dev.cornet.nn.Call;
import dev.cornet.nn.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the record of a call says: the tensors that go in, in order. Keras 3 writes {@code {"args": […], "kwargs": {…}}}, Keras 1 and 2 a list
 * {@code [[layer, call, output, {…}], …]}.
 *
 * @param places the tensors
 * @param call what else the call was given
 */
record CallRecord(List<CallRecord.Place> places, Call call) {
    /** The key of what was said of training. */
    static final String TRAINING = "training";

    private static final String STATE = "initial_state";
    private static final Set<String> NAMED = Set.of(TRAINING, STATE);

    /** Cornet's own key: the mask of the first tensor reaches the layer though there are further ones. */
    static final String PASSES_MASK = "passes_mask";

    /** What Keras' layers call what they are called on, which may be given by its name. */
    private static final Set<String> FIRST = Set.of("inputs", "sequences");

    /** Layers that Keras calls with training=False when nobody says so: there false is no word. */
    private static final Set<String> FALSE_UNSAID =
            Set.of("Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise");

    /** Layers of which the same holds where Keras names a mask too, as it does when nothing was said. */
    private static final Set<String> FALSE_BESIDE_MASK = Set.of("LSTM", "GRU", "SimpleRNN");

    /** The form that names a tensor, of which each counts the calls of nested models in its own way. */
    enum Form {
        /** A list of Keras 1 and 2. */
        LIST,
        /** An argument of a call in Keras 3. */
        ARGUMENT,
        /** An input or output of a model of Keras 3. */
        END
    }

    /** A tensor of the graph: an output of a call of a layer. */
    record Place(String layer, int call, int output, Form form) {
        @Override
        public String toString() {
            return layer + "[" + call + "][" + output + "]";
        }
    }

    /** True for a call as Keras 1 and 2 wrote it. */
    static boolean isList(JsonNode call) {
        return call.isArray();
    }

    /** Reads a record; what it cannot say is told to the reader. */
    static CallRecord read(ModelReader reader, Layer layer, JsonNode call, String where) {
        List<Place> places = new ArrayList<>();
        Boolean training = null;
        boolean passesMask = call.path(PASSES_MASK).asBoolean();
        if (call.has("args")) {
            String of = where + ": " + layer.describe();
            call.get("args").forEach(argument -> collect(reader, argument, Form.ARGUMENT, places, of));
            boolean byName = call.get("args").isEmpty();
            FIRST.stream()
                    .filter(name -> byName && call.path("kwargs").hasNonNull(name))
                    .forEach(name -> collect(reader, call.path("kwargs").get(name), Form.ARGUMENT, places, of));
            call.path("kwargs").fields().forEachRemaining(named -> {
                if (isNothing(named.getValue()) || (byName && FIRST.contains(named.getKey()))) {
                    return;
                } else if (named.getKey().equals(STATE)) {
                    collect(reader, named.getValue(), Form.ARGUMENT, places, where);
                } else if (!named.getKey().equals(TRAINING)) {
                    reader.problem(where + ": the argument \"" + named.getKey() + "\" of the call is not supported");
                }
            });
            training = training(layer, call);
        } else {
            collect(reader, call, Form.LIST, places, where);
            training = flag(call.path(0).path(3).path(TRAINING));
            JsonNode state = call.path(0).path(3).path(STATE);
            if (!isNothing(state)) {
                collect(reader, state, Form.LIST, places, where);
            }
            call.forEach(place -> refuseOthers(reader, place.path(3), where));
            passesMask = places.size() > 1 && layer.inputArgumentNames() != null; // as Keras 1 and 2 do
        }
        return new CallRecord(places, new Call(training, passesMask));
    }

    /** Refuses what a call was given by name in the lists of Keras 1 and 2, which would go unheard. */
    private static void refuseOthers(ModelReader reader, JsonNode named, String where) {
        named.fields().forEachRemaining(argument -> {
            if (!NAMED.contains(argument.getKey()) && !isNothing(argument.getValue())) {
                reader.problem(where + ": the argument \"" + argument.getKey() + "\" of the call is not supported");
            }
        });
    }

    /** What was said of training. Cornet repeats it beside the arguments, since Keras' own word does not always say it. */
    private static @Nullable Boolean training(Layer layer, JsonNode call) {
        JsonNode options = call.path("kwargs");
        Boolean word = flag(call.path(TRAINING).isMissingNode() ? options.path(TRAINING) : call.path(TRAINING));
        if (word == null || word || call.has(TRAINING)) {
            return word;
        }
        String type = layer.typeName();
        boolean own = Registry.moduleOf(layer.getClass()) == null && !(layer instanceof Model); // a class of the user's
        boolean unsaid =
                own || FALSE_UNSAID.contains(type) || (FALSE_BESIDE_MASK.contains(type) && options.has("mask"));
        return unsaid ? null : word;
    }

    private static @Nullable Boolean flag(JsonNode value) {
        return value.isBoolean()
                ? (Boolean) value.booleanValue()
                : value.isInt() ? (Boolean) (value.intValue() != 0) : null;
    }

    /** The tensors that a model's input_layers or output_layers name; Keras takes those of a dictionary by the order of its keys. */
    static List<Place> ends(ModelReader reader, JsonNode ends, boolean old, String where) {
        List<Place> places = new ArrayList<>();
        collect(reader, ends, old ? Form.LIST : Form.END, places, where);
        return places;
    }

    /** The keys of a dictionary in the order in which Keras takes what they lead to. */
    static List<String> keys(JsonNode dictionary) {
        Set<String> keys = new TreeSet<>();
        dictionary.fieldNames().forEachRemaining(keys::add);
        return List.copyOf(keys);
    }

    private static void collect(ModelReader reader, JsonNode node, Form form, List<Place> places, String where) {
        if (isPlace(node)) {
            places.add(new Place(
                    node.get(0).asText(), node.get(1).intValue(), node.get(2).intValue(), form));
        } else if (node.path("class_name").asText().equals("__keras_tensor__")) {
            collect(reader, node.path("config").path("keras_history"), form, places, where);
        } else if (node.isArray()) {
            node.forEach(inner -> collect(reader, inner, form, places, where));
        } else if (node.isObject() && !node.isEmpty() && !node.has("class_name")) {
            keys(node).forEach(key -> collect(reader, node.get(key), form, places, where));
        } else {
            reader.problem(where + ": expected a tensor of the graph, got " + Operations.brief(node)
                    + ". Calls with numbers or constants among the tensors are not supported");
        }
    }

    /** True for null, and for the lists and maps of nulls that stand for the masks of several inputs. */
    private static boolean isNothing(JsonNode value) {
        for (JsonNode inner : value) {
            if (!isNothing(inner)) {
                return false;
            }
        }
        return value.isNull() || value.isMissingNode() || value.isContainerNode();
    }

    private static boolean isPlace(JsonNode node) {
        return node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt();
    }
}
