package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.LibraryClasses;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.constraints.MinMaxNorm;
import dev.cornet.initializers.Constant;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.RandomNormal;
import dev.cornet.initializers.VarianceScaling;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.CosineDecay;
import dev.cornet.optimizers.schedules.CosineDecayRestarts;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.optimizers.schedules.InverseTimeDecay;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import dev.cornet.optimizers.schedules.PolynomialDecay;
import dev.cornet.regularizers.L1L2;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The components of the library, found by their packages, satisfy the contracts of their kinds. Losses are in EveryLossTest, metrics in MetricContractTest. */
final class EveryComponentTest {
    private static <T extends Configurable> Stream<Class<? extends T>> classes(Class<T> family, int least) {
        List<Class<? extends T>> types = Registry.components(family).stream()
                .filter(LibraryClasses::contains)
                .<Class<? extends T>>map(type -> type.asSubclass(family))
                .toList();
        assertTrue(types.size() >= least, () -> "found " + types);
        return types.stream();
    }

    static Stream<ActivationFunction> activations() {
        return classes(ActivationFunction.class, 25).map(Registry::newInstance);
    }

    @ParameterizedTest
    @MethodSource
    void activations(ActivationFunction activation) {
        assertDoesNotThrow(() -> ActivationContract.check(() -> Configs.copy(activation)));
    }

    static Stream<Optimizer> optimizers() {
        return Stream.concat(
                classes(Optimizer.class, 12).map(Registry::newInstance),
                Stream.of(
                        new SGD(0.1).momentum(0.8).nesterov(true),
                        new Adam(new ExponentialDecay(0.1, 3, 0.5))
                                .amsgrad(true)
                                .weightDecay(0.01),
                        new Adam(0.01).clipnorm(0.5)));
    }

    @ParameterizedTest
    @MethodSource
    void optimizers(Optimizer optimizer) {
        assertDoesNotThrow(() -> OptimizerContract.check(() -> Configs.copy(optimizer)));
    }

    static Stream<Regularizer> regularizers() {
        return Stream.concat(classes(Regularizer.class, 4).map(Registry::newInstance), Stream.of(new L1L2(0.03, 0.2)));
    }

    @ParameterizedTest
    @MethodSource
    void regularizers(Regularizer regularizer) {
        assertDoesNotThrow(() -> RegularizerContract.check(regularizer, Shape.of(5, 4)));
    }

    static Stream<Constraint> constraints() {
        return Stream.concat(
                classes(Constraint.class, 4).map(Registry::newInstance),
                Stream.of(new MaxNorm(0.5).axis(1), new MinMaxNorm(0.3, 0.9).rate(1)));
    }

    @ParameterizedTest
    @MethodSource
    void constraints(Constraint constraint) {
        assertDoesNotThrow(() -> ConstraintContract.check(constraint, Shape.of(5, 4)));
    }

    static Stream<Initializer> initializers() {
        return Stream.concat(
                classes(Initializer.class, 13).map(Registry::newInstance),
                Stream.of(
                        new Constant(0.3),
                        new RandomNormal().stddev(2).seed(7),
                        new VarianceScaling().scale(3).mode("fan_avg").distribution("uniform")));
    }

    @ParameterizedTest
    @MethodSource
    void initializers(Initializer initializer) {
        assertDoesNotThrow(() -> InitializerContract.check(initializer, Shape.of(5, 4)));
    }

    static Stream<LearningRateSchedule> schedules() {
        return Stream.of(
                new ExponentialDecay(0.1, 100, 0.9).staircase(true),
                new InverseTimeDecay(0.1, 100, 0.5),
                new PiecewiseConstantDecay(new int[] {10, 1000}, new double[] {1, 0.5, 0.1}),
                new PolynomialDecay(0.1, 100).power(2).cycle(true),
                new CosineDecay(0.1, 100).alpha(0.01),
                new CosineDecayRestarts(0.1, 100).tMul(1.5));
    }

    @ParameterizedTest
    @MethodSource
    void schedules(LearningRateSchedule schedule) {
        assertDoesNotThrow(() -> ScheduleContract.check(schedule));
    }

    @Test
    void allSchedulesAreChecked() { // their arguments have no defaults
        Set<String> found = new TreeSet<>();
        classes(LearningRateSchedule.class, 6).forEach(type -> found.add(type.getSimpleName()));
        Set<String> checked = new TreeSet<>();
        schedules().forEach(schedule -> checked.add(schedule.getClass().getSimpleName()));
        assertEquals(found, checked);
    }
}
