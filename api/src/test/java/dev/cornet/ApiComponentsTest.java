package dev.cornet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.ComponentProvider.ComponentPackage;
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
    static Stream<ComponentPackage> packages() {
        return StreamSupport.stream(new ApiComponents().packages().spliterator(), false);
    }

    static Stream<Class<? extends Configurable>> components() {
        return packages()
                .flatMap(pkg -> Registry.components(pkg.family()).stream())
                .filter(component -> !component.isMemberClass()); // classes that other tests have registered
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyPackageHasComponentsAndItsAliasesNameThem(ComponentPackage pkg) {
        List<Class<? extends Configurable>> components = Registry.components(pkg.family());
        assertFalse(components.isEmpty());
        pkg.aliases().forEach((alias, component) -> {
            Class<?> found = Registry.find(pkg.family(), alias);
            assertEquals(component, found.getSimpleName());
            assertTrue(components.contains(found), alias);
        });
    }

    @ParameterizedTest
    @MethodSource("components")
    void everyComponentIsFoundByItsNames(Class<? extends Configurable> component) {
        Class<? extends Configurable> family = packages()
                .map(ComponentPackage::family)
                .filter(f -> f.isAssignableFrom(component))
                .findFirst()
                .orElseThrow();
        assertSame(component, Registry.find(family, component.getSimpleName()));
        String name = Registry.nameOf(Registry.get(family, component.getSimpleName()));
        assertSame(component, Registry.find(family, name));
        assertEquals(packageOf(family).module(), Registry.moduleOf(component));
    }

    private static ComponentPackage packageOf(Class<?> family) {
        return packages().filter(s -> s.family() == family).findFirst().orElseThrow();
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
