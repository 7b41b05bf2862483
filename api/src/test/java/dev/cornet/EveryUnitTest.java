package dev.cornet;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No loss, metric, optimizer or schedule goes without a test class of its own. */
final class EveryUnitTest {
    static Stream<Class<? extends Configurable>> units() {
        return Stream.of(Loss.class, Metric.class, Optimizer.class, LearningRateSchedule.class)
                .flatMap(family -> {
                    List<Class<? extends Configurable>> units = Registry.units(family);
                    assertTrue(units.size() >= 6, family + " has units");
                    return units.stream();
                });
    }

    @ParameterizedTest
    @MethodSource("units")
    void everyUnitHasItsTest(Class<? extends Configurable> unit) {
        assertDoesNotThrow(() -> Class.forName(unit.getName() + "Test"));
    }
}
