package dev.cornet.formats.keras;

import dev.cornet.config.KerasNames;
import dev.cornet.config.LibraryClasses;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOwner;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the weights of recurrent layers of Keras 1, which stored three arrays for each gate, in the order i, c, f, o of an LSTM and z, r, h
 * of a GRU. Later versions store three arrays for all gates together, with the gates side by side in the order i, f, c, o and z, r, h.
 */
final class Keras1RecurrentWeights {
    private static final Map<String, List<Integer>> BLOCKS =
            Map.of("LSTM", List.of(0, 2, 1, 3), "GRU", List.of(0, 1, 2));

    private static final List<String> WEIGHTS = List.of("kernel", "recurrent_kernel", "bias");

    /** The part of a weight that one array stores: block number {@code block} of {@code blocks} along the last axis, one block per gate. */
    private record Part(Variable weight, int block, int blocks) {
        boolean fits(Shape stored) {
            int[] shape = weight.shape().toArray();
            shape[shape.length - 1] /= blocks;
            return blocks == 1 ? stored.equals(weight.shape()) : stored.equals(Shape.of(shape));
        }
    }

    private Keras1RecurrentWeights() {}

    /** Joins the arrays of a layer, in the order of the file, to its weights; returns null if they are not in the layout of Keras 1. */
    static @Nullable Map<Variable, StoredArray> join(List<Variable> order, List<@Nullable Hdf5Dataset> arrays) {
        List<Part> parts = parts(order);
        if (parts.size() != arrays.size() || parts.size() == order.size()) {
            return null;
        }
        Map<Variable, List<StoredArray>> partsOfWeight = new LinkedHashMap<>();
        Map<Variable, List<Part>> places = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Hdf5Dataset array = arrays.get(i);
            Part part = parts.get(i);
            if (array == null || !part.fits(array.shape())) {
                return null;
            }
            partsOfWeight.computeIfAbsent(part.weight, w -> new ArrayList<>()).add(StoredArray.of(array));
            places.computeIfAbsent(part.weight, w -> new ArrayList<>()).add(part);
        }
        Map<Variable, StoredArray> joined = new LinkedHashMap<>();
        partsOfWeight.forEach((weight, stored) ->
                joined.put(weight, joined(weight, stored, places.getOrDefault(weight, List.of()))));
        return joined;
    }

    private static List<Part> parts(List<Variable> order) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Variable weight = order.get(i);
            List<Integer> blocks = blocks(order, i);
            if (blocks.isEmpty()) {
                parts.add(new Part(weight, 0, 1));
                continue;
            }
            for (int block : blocks) {
                for (int w = 0; w < WEIGHTS.size(); w++) {
                    parts.add(new Part(order.get(i + w), block, blocks.size()));
                }
            }
            i += WEIGHTS.size() - 1;
        }
        return parts;
    }

    /**
     * The blocks of the gates in the order of the file if the three weights of a recurrent layer begin at index {@code from}; otherwise
     * empty.
     */
    private static List<Integer> blocks(List<Variable> order, int from) {
        WeightOwner owner = order.get(from).owner();
        List<Integer> blocks = BLOCKS.getOrDefault(KerasNames.of(owner.getClass()), List.of());
        if (blocks.isEmpty() || !LibraryClasses.contains(owner.getClass()) || from + WEIGHTS.size() > order.size()) {
            return List.of();
        }
        for (int w = 0; w < WEIGHTS.size(); w++) {
            Variable weight = order.get(from + w);
            boolean hasTwoRows = w == WEIGHTS.size() - 1 && weight.shape().rank() > 1;
            if (weight.owner() != owner || !weight.name().equals(WEIGHTS.get(w)) || hasTwoRows) {
                return List.of();
            }
        }
        return blocks;
    }

    private static StoredArray joined(Variable weight, List<StoredArray> parts, List<Part> places) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new StoredArray(weight.shape(), target -> {
            int columns = weight.shape().last();
            for (int p = 0; p < parts.size(); p++) {
                Tensor values = parts.get(p).read();
                int width = values.shape().last();
                for (int i = 0; i < values.size(); i++) {
                    int to = i / width * columns + places.get(p).block * width + i % width;
                    target.data()[target.offset() + to] = values.data()[i];
                }
            }
        });
    }
}
