package dev.cornet.optimizers;

import dev.cornet.constraints.Constraint;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/** Whether a step of an optimizer runs classes that are not Cornet's own, which may throw in its middle. */
final class UserCode {
    private UserCode() {}

    static boolean runsIn(Optimizer optimizer, LearningRate rate, List<Variable> weights) {
        if (!isOfCornet(optimizer, Optimizer.class) || !isOfCornet(rate, Optimizer.class)) {
            return true;
        }
        for (Variable w : weights) {
            if (w.constraint() != null && !isOfCornet(w.constraint(), Constraint.class)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfCornet(Object unit, Class<?> family) {
        return unit.getClass().getPackage() == family.getPackage();
    }
}
