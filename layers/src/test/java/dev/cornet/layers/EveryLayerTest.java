package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import dev.cornet.testing.Golden;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Checks that every layer has its tests and its golden cases, and is found by its name. */
final class EveryLayerTest {
    private static final List<String> NAMES =
            List.of("computesTheHandExample", "satisfiesTheLayerContract", "matchesKeras", "rejectsBadOptions");

    static Stream<Class<? extends Layer>> layers() {
        return ReflectionSupport.findAllClassesInPackage(
                        "dev.cornet.layers",
                        type -> Layer.class.isAssignableFrom(type)
                                && Modifier.isPublic(type.getModifiers())
                                && !Modifier.isAbstract(type.getModifiers()),
                        name -> true)
                .stream()
                .<Class<? extends Layer>>map(type -> type.asSubclass(Layer.class));
    }

    @Test
    void findsTheLayers() {
        assertEquals(
                Registry.components(Layer.class).stream()
                        .filter(type -> type.getPackageName().equals("dev.cornet.layers") && !type.isMemberClass())
                        .count(),
                layers().count());
        assertTrue(layers().count() >= 23);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasItsTests(Class<? extends Layer> layer) throws ClassNotFoundException {
        Class<?> test = Class.forName(layer.getName() + "Test");
        List<String> tests =
                AnnotationSupport.findAnnotatedMethods(test, Testable.class, HierarchyTraversalMode.TOP_DOWN).stream()
                        .map(Method::getName)
                        .toList();
        assertTrue(tests.containsAll(NAMES), () -> test + " lacks one of " + NAMES + ", it has " + tests);
        assertFalse(NAMES.containsAll(tests), () -> test + " has no test beyond those that every layer has");
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasGoldenCases(Class<? extends Layer> layer) {
        assertFalse(Golden.cases("layers", layer.getSimpleName()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void isFoundByItsName(Class<? extends Layer> layer) {
        assertSame(layer, Registry.find(Layer.class, layer.getSimpleName()));
        assertTrue(layer.getConstructors().length > 0, "has a public constructor");
    }
}
