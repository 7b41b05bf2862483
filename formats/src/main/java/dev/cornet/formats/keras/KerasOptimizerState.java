package dev.cornet.formats.keras;

import dev.cornet.console.Console;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.models.Model;
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
 * What an optimizer of Keras remembers, which files hold by its order alone: the number of steps, the learning rate unless it follows a
 * schedule, then the slots, weight by weight; those of RMSprop, and velocity_hat, slot by slot.
 */
final class KerasOptimizerState {
    private static final String LEGACY_GROUP = "optimizer_weights";
    private static final String VERSION = "keras_version";
    private static final String STEPS = "iterations";
    private static final int DIGIT_BITS = 16;

    /** The blocks of what every optimizer may keep, in front of its own. */
    private static final int AVERAGES = -2;

    private static final int ACCUMULATORS = -1;

    private final Optimizer optimizer;
    private final List<Hdf5Dataset> datasets;
    private final List<String> names;
    private final boolean isLegacy;

    /**
     * @param names those of the arrays, none in a file that only numbers them
     * @param old true for a file of Keras 1 or 2
     */
    private KerasOptimizerState(Optimizer optimizer, List<Hdf5Dataset> arrays, List<String> names, boolean old) {
        this.optimizer = optimizer;
        this.datasets = arrays;
        this.names = names;
        this.isLegacy = old;
    }

    /** Gives the optimizer of a compiled model what the file holds; one that does not fit begins anew, which is told. */
    static void restore(Model model, Hdf5 file, boolean turned, Path path) {
        List<Hdf5Dataset> arrays = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (model.isCompiled()) {
            collect(file, arrays, names);
        }
        if (arrays.isEmpty()) {
            return;
        } else if (turned) {
            Console.warn(path + ": the optimizer begins anew: the file holds weights in an older form, which have been"
                    + " turned, and what it remembers of them has not");
            return;
        }
        model.optimizer().trains(model, model.describe(), model::variables);
        List<Variable> weights =
                model.variables().stream().filter(Variable::trainable).toList();
        boolean old = file.hasAttribute("", VERSION) && file.string("", VERSION).matches("[12]\\..*");
        KerasOptimizerState state = new KerasOptimizerState(model.optimizer(), arrays, names, old);
        if (!state.hasNoSteps() && !state.restore(weights)) {
            Console.warn(path + ": the optimizer begins anew: what the file holds of it does not fit "
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

    /** True for an optimizer that has done no step, of which the file holds no slots yet: it begins as it is. */
    private boolean hasNoSteps() {
        return datasets.size() <= 2 && isScalar(0) && number(0) == 0;
    }

    private boolean restore(List<Variable> weights) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        optimizer.state(weights).forEach((name, own) -> state.put(name, own.copy()));
        List<String> slots = new ArrayList<>(state.keySet());
        slots.remove(STEPS);
        boolean hasScalar = datasets.size() > 1 && isScalar(1);
        boolean hasRate = hasScalar && (!isLegacy || LegacyOptimizerSlots.isRate(names.get(1)));
        int first = hasScalar ? 2 : 1; // Nadam of Keras 2 has its product of momenta there
        boolean grouped = isLegacy
                && LegacyOptimizerSlots.areGrouped(
                        names.subList(Math.min(first, names.size()), names.size()), weights.size());
        List<String> kinds =
                slots.stream().map(KerasOptimizerState::kind).distinct().toList();
        slots.sort(Comparator.comparingInt(slot -> grouped ? kinds.indexOf(kind(slot)) : groupOf(slot)));
        int more = datasets.size() - first - slots.size() - unusedVelocityHats(weights.size(), slots.size());
        // one more: Nadam's product of momenta, which follows from the steps
        if (!isScalar(0) || more < 0 || more > 1 || (more == 1 && !isScalar(datasets.size() - 1))) {
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

    /** Keras 2 wrote a velocity_hat of one number for each weight where Adam does without them: how many these are. */
    private int unusedVelocityHats(int weights, int slots) {
        boolean room = isLegacy && datasets.size() == 1 + slots + weights;
        for (int i = 1 + slots; room && i < datasets.size(); i++) {
            room = datasets.get(i).shape().equals(Shape.of(1));
        }
        return room ? weights : 0;
    }

    /** Slots of a lower number come first, all weights of one before all of the next. */
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
        Tensor one = Tensor.zeros(1);
        datasets.get(i).reader().accept(one);
        return one.data()[0];
    }
}
