package dev.cornet.saving;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.nn.RecurrentState;
import dev.cornet.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a {@code .cornet} file with the states that stateful layers carry from batch to batch; each state is named by its index among
 * all states of the model. A resumed training continues with these states. A loaded model starts without states, as in Keras.
 */
final class SavedRecurrentStates {
    private SavedRecurrentStates() {}

    /** The values of all states that have one; a state has none before the first batch. */
    static Map<String, Tensor> values(List<RecurrentState> states) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < states.size(); i++) {
            Tensor value = states.get(i).value();
            if (value != null) {
                values.put(String.valueOf(i), value);
            }
        }
        return values;
    }

    /** Refuses the saved states of a model with other layers. */
    static void requireMatch(List<RecurrentState> states, Map<String, Tensor> values, String where) {
        for (String name : values.keySet()) {
            if (!name.matches("[0-9]{1,6}") || Integer.parseInt(name) >= states.size()) {
                throw new ModelFormatException(
                        where + ": holds the state \"" + name + "\", but the model's layers carry " + states.size()
                                + ", counted from 0. Make the model with the layers of the one that was saved.");
            }
        }
    }

    static void restore(List<RecurrentState> states, Map<String, Tensor> values) {
        for (int i = 0; i < states.size(); i++) {
            states.get(i).restore(values.get(String.valueOf(i)));
        }
    }
}
