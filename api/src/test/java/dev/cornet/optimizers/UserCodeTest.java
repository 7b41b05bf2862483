package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.constraints.Constraint;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.constraints.NonNeg;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.CosineDecay;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only user-defined classes cost a copy of the weights in each step. */
final class UserCodeTest {
    private static final List<Variable> WEIGHTS = TestWeights.of(Tensor.zeros(2));

    @Test
    void theLibrarysOwnClassesAreNoUserCode() {
        for (Optimizer optimizer : List.of(new SGD(), new Adam(), new RMSprop(), new LBFGS())) {
            for (LearningRate rate : List.of(
                    new ConstantLearningRate(0.1),
                    new ExponentialDecay(0.1, 10, 0.5),
                    new CosineDecay(0.1, 10),
                    new PiecewiseConstantDecay(new int[] {1}, new double[] {1, 0.1}))) {
                assertFalse(UserCode.runsIn(optimizer, rate, WEIGHTS), optimizer.name() + " with " + rate);
            }
        }
        for (Constraint constraint : List.of(new NonNeg(), new MaxNorm(2))) {
            List<Variable> weights = TestWeights.constrained(List.of(constraint), Tensor.zeros(2));
            assertFalse(UserCode.runsIn(new SGD(), new ConstantLearningRate(0.1), weights));
        }
    }

    @Test
    void aScheduleOrAConstraintCanBeUserCode() {
        Constraint constraint = new Constraint() {
            @Override
            public void project(Tensor w) {}
        };
        assertTrue(UserCode.runsIn(
                new SGD(),
                new ConstantLearningRate(0.1),
                TestWeights.constrained(List.of(constraint), Tensor.zeros(2))));
        LearningRate schedule = step -> 0.1;
        assertTrue(UserCode.runsIn(new SGD(), schedule, WEIGHTS));
    }
}
