package dev.cornet.optimizers;

import dev.cornet.config.LibraryClasses;
import dev.cornet.constraints.Constraint;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/** The check whether a training step runs user-defined classes, which may throw an exception in the middle of the step. */
final class UserCode {
    private UserCode() {}

    static boolean runsIn(Optimizer optimizer, LearningRate rate, List<Variable> weights) {
        if (!isLibraryClass(optimizer) || !isLibraryClass(rate)) {
            return true;
        }
        for (Variable w : weights) {
            Constraint constraint = w.constraint();
            if (constraint != null && !isLibraryClass(constraint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLibraryClass(Object component) {
        return LibraryClasses.contains(component.getClass());
    }
}
