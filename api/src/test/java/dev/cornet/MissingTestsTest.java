package dev.cornet;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer and learning rate schedule has a test class; losses and metrics stand in tables, which are checked there. */
final class MissingTestsTest {
    static Stream<Class<? extends Configurable>> components() {
        return Stream.of(Optimizer.class, LearningRateSchedule.class).flatMap(family -> {
            List<Class<? extends Configurable>> components = Registry.components(family);
            assertTrue(components.size() >= 6, family + " has components");
            return components.stream();
        });
    }

    @ParameterizedTest
    @MethodSource("components")
    void everyComponentHasATestClass(Class<? extends Configurable> component) {
        assertDoesNotThrow(() -> Class.forName(component.getName() + "Test"));
    }
}
