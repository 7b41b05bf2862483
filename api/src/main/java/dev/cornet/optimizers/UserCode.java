package dev.cornet.optimizers;

import dev.cornet.constraints.Constraint;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/** The check whether a training step runs user-defined classes, which may throw an exception in the middle of the step. */
final class UserCode {
    private UserCode() {}

    static boolean runsIn(Optimizer optimizer, LearningRate rate, List<Variable> weights) {
        if (!isBuiltIn(optimizer, Optimizer.class) || !isBuiltIn(rate, LearningRate.class)) {
            return true;
        }
        for (Variable w : weights) {
            if (w.constraint() != null && !isBuiltIn(w.constraint(), Constraint.class)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBuiltIn(Object component, Class<?> family) {
        return component.getClass().getPackage() == family.getPackage();
    }
}
