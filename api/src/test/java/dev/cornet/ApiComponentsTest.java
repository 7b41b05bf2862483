package dev.cornet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.ComponentProvider.Shelf;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.Optimizer;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApiComponentsTest {
    static Stream<Shelf> shelves() {
        return StreamSupport.stream(new ApiComponents().shelves().spliterator(), false);
    }

    static Stream<Class<? extends Configurable>> units() {
        return shelves()
                .flatMap(shelf -> Registry.units(shelf.family()).stream())
                .filter(unit -> !unit.isMemberClass()); // what other tests have made known
    }

    @ParameterizedTest
    @MethodSource("shelves")
    void everyShelfHasUnitsAndItsAliasesLeadToThem(Shelf shelf) {
        List<Class<? extends Configurable>> units = Registry.units(shelf.family());
        assertFalse(units.isEmpty());
        shelf.aliases().forEach((alias, unit) -> {
            Class<?> found = Registry.find(shelf.family(), alias);
            assertEquals(unit, found.getSimpleName());
            assertTrue(units.contains(found), alias);
        });
    }

    @ParameterizedTest
    @MethodSource("units")
    void everyUnitIsFoundByItsNames(Class<? extends Configurable> unit) {
        Class<? extends Configurable> family = shelves()
                .map(Shelf::family)
                .filter(f -> f.isAssignableFrom(unit))
                .findFirst()
                .orElseThrow();
        assertSame(unit, Registry.find(family, unit.getSimpleName()));
        String name = Registry.nameOf(Registry.get(family, unit.getSimpleName()));
        assertSame(unit, Registry.find(family, name));
        assertEquals(shelf(family).module(), Registry.moduleOf(unit));
    }

    private static Shelf shelf(Class<?> family) {
        return shelves().filter(s -> s.family() == family).findFirst().orElseThrow();
    }

    @Test
    void namesAreThoseOfKeras() {
        assertEquals("rmsprop", Registry.nameOf(Registry.get(Optimizer.class, "RMSprop")));
        assertEquals("adamw", Registry.nameOf(Registry.get(Optimizer.class, "adam_w")));
        assertEquals("mean_squared_error", Registry.nameOf(Registry.get(Loss.class, "mse")));
        assertEquals("kl_divergence", Registry.nameOf(Registry.get(Loss.class, "KLD")));
        assertEquals("auc", Registry.nameOf(Registry.get(Metric.class, "AUC")));
        assertEquals("silu", Registry.nameOf(Registry.get(ActivationFunction.class, "swish")));
    }

    @Test
    void namesOutsideTheFamilyAreRefused() {
        assertThrows(OptionException.class, () -> Registry.find(Loss.class, "adam"));
        assertThrows(OptionException.class, () -> Registry.find(Loss.class, "../Adam"));
        assertThrows(OptionException.class, () -> Registry.find(Loss.class, ""));
        assertThrows(OptionException.class, () -> Registry.find(Optimizer.class, "optimizer"));
    }
}
