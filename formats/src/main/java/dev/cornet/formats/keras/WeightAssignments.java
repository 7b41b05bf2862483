package dev.cornet.formats.keras;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The assignments of a file's arrays to weights, and the problems found. No weight changes unless all arrays fit. */
final class WeightAssignments {
    private final Map<Variable, Consumer<Tensor>> readers = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean hasConversion;

    void add(Variable weight, String path, @Nullable Hdf5Dataset array) {
        if (array == null) {
            problems.add("missing: " + weight + ", expected as " + path);
        } else if (!array.shape().equals(weight.shape())) {
            problems.add("wrong shape: " + path + " is " + array.shape() + " in the file, " + weight + " in the model");
        } else {
            add(weight, StoredArray.of(array));
        }
    }

    /** Assigns an array of the weight's shape. */
    void add(Variable weight, StoredArray stored) {
        readers.put(weight, stored.reader());
    }

    /** Notes that a weight is stored in an old layout and converted. */
    void noteConversion() {
        hasConversion = true;
    }

    /** Whether any weight is stored in an old layout and converted; the optimizer's slots still have the old layout. */
    boolean hasConvertedWeights() {
        return hasConversion;
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** Sets all weights, or throws one exception that lists all problems. */
    void apply() {
        if (!problems.isEmpty()) {
            throw ModelFormatException.mismatch("", problems);
        }
        readers.forEach((weight, reader) -> {
            reader.accept(weight.value());
            weight.changed();
        });
    }
}
