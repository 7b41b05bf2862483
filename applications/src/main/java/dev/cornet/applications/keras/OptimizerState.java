package dev.cornet.applications.keras;

import dev.cornet.applications.hdf5.Hdf5;
import dev.cornet.applications.hdf5.Hdf5Array;
import dev.cornet.console.Console;
import dev.cornet.layer.Variable;
import dev.cornet.model.Model;
import dev.cornet.optimizer.Optimizer;
import dev.cornet.optimizer.RMSprop;
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
final class OptimizerState {
    private static final String OLD = "optimizer_weights";
    private static final String STEPS = "iterations";
    private static final int DIGIT_BITS = 16;

    /** The blocks of what every optimizer may keep, in front of its own. */
    private static final int AVERAGES = -2;

    private static final int ACCUMULATORS = -1;

    private final Optimizer optimizer;
    private final List<Hdf5Array> arrays;

    private OptimizerState(Optimizer optimizer, List<Hdf5Array> arrays) {
        this.optimizer = optimizer;
        this.arrays = arrays;
    }

    /** Gives the optimizer of a compiled model what the file holds; one that does not fit begins anew, which is told. */
    static void restore(Model model, Hdf5 file, Path path) {
        List<Hdf5Array> arrays = model.isCompiled() ? arrays(file) : List.of();
        if (arrays.isEmpty()) {
            return;
        }
        model.optimizer().trains(model, model.describe(), model::variables);
        List<Variable> weights =
                model.variables().stream().filter(Variable::trainable).toList();
        OptimizerState state = new OptimizerState(model.optimizer(), arrays);
        if (!state.isUntouched() && !state.restore(weights)) {
            Console.warn(path + ": the optimizer begins anew: what the file holds of it does not fit "
                    + model.optimizer().getClass().getSimpleName() + " and these weights");
        }
    }

    private static List<Hdf5Array> arrays(Hdf5 file) {
        List<Hdf5Array> arrays = new ArrayList<>();
        if (file.hasAttribute(OLD, "weight_names")) {
            for (String name : file.texts(OLD, "weight_names")) {
                Hdf5Array array = file.array(OLD + "/" + name);
                if (array != null) {
                    arrays.add(array);
                }
            }
            return arrays;
        }
        for (Hdf5Array array = file.array("optimizer/vars/0"); array != null; ) {
            arrays.add(array);
            array = file.array("optimizer/vars/" + arrays.size());
        }
        return arrays;
    }

    /** True for an optimizer that has done no step, of which the file holds no slots yet: it begins as it is. */
    private boolean isUntouched() {
        return arrays.size() <= 2 && isScalar(0) && number(0) == 0;
    }

    private boolean restore(List<Variable> weights) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        optimizer.state(weights).forEach((name, own) -> state.put(name, own.copy()));
        List<String> slots = new ArrayList<>(state.keySet());
        slots.remove(STEPS);
        slots.sort(Comparator.comparingInt(this::block));
        boolean hasRate = arrays.size() > 1 && isScalar(1);
        int first = hasRate ? 2 : 1;
        int more = arrays.size() - first - slots.size(); // Nadam's product of momenta follows from the steps
        if (!isScalar(0) || more < 0 || more > 1 || (more == 1 && !isScalar(arrays.size() - 1))) {
            return false;
        }
        for (int i = 0; i < slots.size(); i++) {
            Tensor slot = state.get(slots.get(i));
            if (slot == null || !arrays.get(first + i).shape().equals(slot.shape())) {
                return false;
            }
            arrays.get(first + i).reader().accept(slot);
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
        if (hasRate && (float) optimizer.learningRate() != number(1)) {
            optimizer.learningRate(Double.parseDouble(Float.toString(number(1))));
        }
        return true;
    }

    /** Slots of a lower number come first, all weights of one before all of the next. */
    private int block(String slot) {
        String kind = slot.substring(0, slot.indexOf('/'));
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
        return arrays.get(i).shape().rank() == 0;
    }

    private float number(int i) {
        Tensor one = Tensor.zeros(1);
        arrays.get(i).reader().accept(one);
        return one.data()[0];
    }
}
