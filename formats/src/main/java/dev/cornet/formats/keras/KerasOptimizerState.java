package dev.cornet.formats.keras;

import dev.cornet.console.Console;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.models.Model;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.RMSprop;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Restores the state of a Keras optimizer. Files identify its variables by their order only: the number of steps, the learning rate (absent
 * with a schedule), then the slots. Slots are ordered by weight; those of RMSprop, velocity_hat, and all slots in some files of Keras 2 are
 * ordered by kind.
 */
final class KerasOptimizerState {
    private static final String LEGACY_GROUP = "optimizer_weights";
    private static final String VERSION = "keras_version";
    private static final String STEPS = "iterations";
    /** Cornet's optimizers store the number of steps as digits of this many bits. */
    private static final int DIGIT_BITS = 16;

    /** The groups of slots that any optimizer may have (use_ema, accumulated gradients); they come before its own slots. */
    private static final int AVERAGES = -2;

    private static final int ACCUMULATORS = -1;

    private final Optimizer optimizer;
    private final List<Hdf5Dataset> datasets;
    private final List<String> names;
    private final boolean isLegacy;

    /**
     * Creates the state from the datasets of a file.
     *
     * @param names the names of the datasets; empty for Keras 3, which only numbers them
     * @param isLegacy true for a file of Keras 1 or 2
     */
    private KerasOptimizerState(Optimizer optimizer, List<Hdf5Dataset> arrays, List<String> names, boolean isLegacy) {
        this.optimizer = optimizer;
        this.datasets = arrays;
        this.names = names;
        this.isLegacy = isLegacy;
    }

    /**
     * Restores the optimizer of a compiled model from a file. If the state does not fit, the optimizer starts fresh and a warning is
     * logged.
     */
    static void restore(Model model, Hdf5 file, boolean hasConvertedWeights, Path path) {
        List<Hdf5Dataset> arrays = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (model.isCompiled()) {
            collect(file, arrays, names);
        }
        if (arrays.isEmpty()) {
            return;
        } else if (hasConvertedWeights) {
            Console.warn(path + ": the optimizer starts fresh: the file stores weights in an older layout; they were"
                    + " converted, but the optimizer's state was not");
            return;
        }
        model.optimizer().claimFor(model, LayerAccess.describe(model), model::variables);
        List<Variable> weights =
                model.variables().stream().filter(Variable::trainable).toList();
        boolean isLegacy =
                file.hasAttribute("", VERSION) && file.string("", VERSION).matches("[12]\\..*");
        KerasOptimizerState state = new KerasOptimizerState(model.optimizer(), arrays, names, isLegacy);
        if (!state.hasNoSteps() && !state.restore(weights)) {
            Console.warn(path + ": the optimizer starts fresh: its state in the file does not fit "
                    + model.optimizer().getClass().getSimpleName() + " and these weights");
        }
    }

    private static void collect(Hdf5 file, List<Hdf5Dataset> arrays, List<String> names) {
        if (file.hasAttribute(LEGACY_GROUP, "weight_names")) {
            for (String name : file.strings(LEGACY_GROUP, "weight_names")) {
                Hdf5Dataset array = file.dataset(LEGACY_GROUP + "/" + name);
                if (array != null) {
                    arrays.add(array);
                    names.add(name);
                }
            }
            return;
        }
        for (Hdf5Dataset array = file.dataset("optimizer/vars/0"); array != null; ) {
            arrays.add(array);
            array = file.dataset("optimizer/vars/" + arrays.size());
        }
    }

    /** Whether the optimizer had made no step, so that the file has no slots yet. */
    private boolean hasNoSteps() {
        return datasets.size() <= 2 && isScalar(0) && number(0) == 0;
    }

    private boolean restore(List<Variable> weights) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        optimizer.state(weights).forEach((name, value) -> state.put(name, value.copy()));
        List<String> slots = new ArrayList<>(state.keySet());
        slots.remove(STEPS);
        boolean hasScalar = datasets.size() > 1 && isScalar(1);
        boolean hasRate = hasScalar && (!isLegacy || LegacyOptimizerSlots.isRate(names.get(1)));
        int first = hasScalar ? 2 : 1; // in Keras 2, Nadam stores its product of momenta at index 1
        boolean groupedByKind = isLegacy
                && LegacyOptimizerSlots.areGrouped(
                        names.subList(Math.min(first, names.size()), names.size()), weights.size());
        List<String> kinds =
                slots.stream().map(KerasOptimizerState::kind).distinct().toList();
        slots.sort(Comparator.comparingInt(slot -> groupedByKind ? kinds.indexOf(kind(slot)) : groupOf(slot)));
        int extra = datasets.size() - first - slots.size() - unusedVelocityHats(weights.size(), slots.size());
        // an extra scalar is Nadam's product of momenta, which can be computed from the steps
        if (!isScalar(0) || extra < 0 || extra > 1 || (extra == 1 && !isScalar(datasets.size() - 1))) {
            return false;
        }
        for (int i = 0; i < slots.size(); i++) {
            Tensor slot = state.get(slots.get(i));
            if (slot == null || !datasets.get(first + i).shape().equals(slot.shape())) {
                return false;
            }
            datasets.get(first + i).reader().accept(slot);
        }
        Tensor steps = state.get(STEPS);
        if (steps == null) {
            return false;
        }
        long count = (long) number(0);
        for (int digit = 0; digit < steps.size(); digit++) {
            steps.data()[steps.offset() + digit] = count >>> (DIGIT_BITS * digit) & ((1 << DIGIT_BITS) - 1);
        }
        optimizer.restore(weights, state);
        if (hasRate && !optimizer.followsSchedule() && (float) optimizer.learningRate() != number(1)) {
            optimizer.learningRate(Double.parseDouble(Float.toString(number(1))));
        }
        return true;
    }

    private static String kind(String slot) {
        return slot.substring(0, slot.indexOf('/'));
    }

    /** The number of unused velocity_hat slots: for Adam without amsgrad, Keras 2 wrote one of shape (1) for each weight. */
    private int unusedVelocityHats(int weights, int slots) {
        boolean unused = isLegacy && datasets.size() == 1 + slots + weights;
        for (int i = 1 + slots; unused && i < datasets.size(); i++) {
            unused = datasets.get(i).shape().equals(Shape.of(1));
        }
        return unused ? weights : 0;
    }

    /** The group of a slot. Groups with lower numbers come first; within a group the slots are ordered by weight. */
    private int groupOf(String slot) {
        String kind = kind(slot);
        if (kind.equals("average")) {
            return AVERAGES;
        } else if (kind.equals("gradient_accumulator")) {
            return ACCUMULATORS;
        }
        if (optimizer instanceof RMSprop) {
            return List.of("velocity", "momentum", "average_gradient").indexOf(kind);
        }
        return kind.equals("velocity_hat") ? 1 : 0;
    }

    private boolean isScalar(int i) {
        return datasets.get(i).shape().rank() == 0;
    }

    private float number(int i) {
        Tensor value = Tensor.zeros(1);
        datasets.get(i).reader().accept(value);
        return value.data()[0];
    }
}
