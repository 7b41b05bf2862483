package dev.cornet.testing;

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
    private static final Tensor ONE_HOT =
            Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    private static final Tensor CLASSES = Tensor.of(new float[] {1, 2, 0, 1, 2}, 5, 1);
    private static final Tensor PREDICTIONS = Tensor.of(new float[][] {
        {0.25f, 0.5f, 0.25f}, {0.125f, 0.75f, 0.125f}, {0.7f, 0.2f, 0.1f}, {0.4f, 0.1f, 0.5f}, {0.15f, 0.3f, 0.55f}
    });

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
