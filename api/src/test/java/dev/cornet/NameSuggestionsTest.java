package dev.cornet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.ComponentProvider.ComponentPackage;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.Initializer;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.optimizers.Optimizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NameSuggestionsTest {
    private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");

    @ParameterizedTest
    @MethodSource("dev.cornet.ApiComponentsTest#packages")
    void suggestsExistingNamesForUnknownOnes(ComponentPackage pkg) {
        pkg.suggestions().forEach((other, suggestion) -> {
            assertThrows(OptionException.class, () -> Registry.find(pkg.family(), other), other);
            Matcher names = NAME.matcher(suggestion);
            while (!suggestion.startsWith("!") && !suggestion.contains("curve") && names.find()) {
                assertNotNull(Registry.find(pkg.family(), names.group(1)));
            }
        });
    }

    private static String refused(Class<? extends dev.cornet.config.Configurable> family, String name) {
        return assertThrows(OptionException.class, () -> Registry.find(family, name))
                .getMessage();
    }

    @Test
    void suggestsKerasNamesForThoseOfOtherLibraries() {
        assertEquals(
                "unknown loss \"CrossEntropyLoss\"; did you mean \"sparse_categorical_crossentropy\" (targets are class"
                        + " numbers), \"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)?",
                refused(Loss.class, "CrossEntropyLoss"));
        assertEquals("unknown loss \"MSELoss\"; did you mean \"mse\"?", refused(Loss.class, "MSELoss"));
        assertEquals(
                "unknown initializer \"xavier_uniform_\"; did you mean \"glorot_uniform\"?",
                refused(Initializer.class, "xavier_uniform_"));
        assertEquals(
                "unknown activation function \"tf.nn.relu\"; did you mean \"relu\"?",
                refused(ActivationFunction.class, "tf.nn.relu"));
        assertEquals("unknown metric \"f1\"; did you mean \"f1_score\"?", refused(Metric.class, "f1"));
        assertEquals(
                "unknown loss \"rmse\". Train by \"mean_squared_error\", which is least where its root is;"
                        + " \"root_mean_squared_error\" is a metric.",
                refused(Loss.class, "rmse"));
    }

    @Test
    void namesTheFamilyOfAComponentThatHasTheName() {
        assertTrue(refused(Loss.class, "adam")
                .startsWith("unknown loss \"adam\"; that is the name of an optimizer. Known are"));
        assertTrue(refused(Optimizer.class, "mse")
                .startsWith("unknown optimizer \"mse\"; that is the name of a loss. Known"));
    }

    @Test
    void keepsLongNamesShort() {
        assertFalse(refused(Loss.class, "x".repeat(1000)).contains("x".repeat(61)));
        assertTrue(assertThrows(OptionException.class, () -> Registry.find(Loss.class, null))
                .getMessage()
                .startsWith("the name of the loss is null; give a name"));
    }
}
