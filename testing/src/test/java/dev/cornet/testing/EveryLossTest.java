package dev.cornet.testing;

import static dev.cornet.testing.FiveSamples.CLASSES;
import static dev.cornet.testing.FiveSamples.ONE_HOT;
import static dev.cornet.testing.FiveSamples.PREDICTIONS;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.LibraryClasses;
import dev.cornet.config.Registry;
import dev.cornet.losses.BinaryCrossentropy;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.Huber;
import dev.cornet.losses.Loss;
import dev.cornet.losses.SparseCategoricalCrossentropy;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss of the library satisfies the contract of losses. */
final class EveryLossTest {
    static Stream<Loss> losses() {
        List<Class<? extends Loss>> types = Registry.components(Loss.class).stream()
                .filter(type -> LibraryClasses.contains(type))
                .<Class<? extends Loss>>map(type -> type.asSubclass(Loss.class))
                .toList();
        assertTrue(types.size() >= 15, () -> "found " + types);
        return Stream.concat(
                types.stream().map(Registry::newInstance),
                Stream.of(
                        new CategoricalCrossentropy().labelSmoothing(0.1),
                        new CategoricalCrossentropy().fromLogits(true),
                        new BinaryCrossentropy().labelSmoothing(0.2),
                        new SparseCategoricalCrossentropy().fromLogits(true),
                        new SparseCategoricalCrossentropy().ignoreClass(2),
                        new Huber().delta(0.3)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void satisfiesTheContract(Loss loss) {
        Tensor targets = loss instanceof SparseCategoricalCrossentropy ? CLASSES : ONE_HOT;
        assertDoesNotThrow(() -> LossContract.check(loss, targets, PREDICTIONS));
    }
}
