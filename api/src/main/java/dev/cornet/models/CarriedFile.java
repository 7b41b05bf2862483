package dev.cornet.models;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.nn.RecurrentState;
import dev.cornet.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stateful layers carry from batch to batch, in a {@code .cornet} file by its number among all of the model's: a training that is
 * resumed goes on with it. A model that is loaded begins without, as in Keras.
 */
final class CarriedFile {
    private CarriedFile() {}

    /** Those of which a batch has left a value. */
    static Map<String, Tensor> values(List<RecurrentState> all) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Tensor value = all.get(i).value();
            if (value != null) {
                values.put(String.valueOf(i), value);
            }
        }
        return values;
    }

    /** Refuses values of another model's layers. */
    static void requireMatch(List<RecurrentState> all, Map<String, Tensor> values, String where) {
        for (String name : values.keySet()) {
            if (!name.matches("[0-9]{1,6}") || Integer.parseInt(name) >= all.size()) {
                throw new ModelFormatException(
                        where + ": holds the state \"" + name + "\", but the model's layers carry " + all.size()
                                + ", counted from 0. Make the model with the layers of the one that was saved.");
            }
        }
    }

    static void restore(List<RecurrentState> all, Map<String, Tensor> values) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).restore(values.get(String.valueOf(i)));
        }
    }
}
