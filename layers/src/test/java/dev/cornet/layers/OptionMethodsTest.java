package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.constraints.Constraint;
import dev.cornet.constraints.NonNeg;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.Constant;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.WeightOptions;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of {@link OptionMethods} sets the option of its name and no other. */
final class OptionMethodsTest {
    static Stream<Method> methods() {
        return Stream.of(OptionMethods.class.getDeclaredClasses())
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic());
    }

    private static Layer layerWith(Class<?> methods) {
        return Stream.of(new LSTM(2), new SeparableConv2D(2, 3), new Embedding(3, 2), new LayerNormalization())
                .filter(methods::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static Object argument(Method method) {
        Class<?> type = method.getParameterTypes()[0];
        if (type == boolean.class) {
            return false;
        } else if (type == Initializer.class) {
            return new Constant(0.25);
        } else if (type == Regularizer.class) {
            return Registry.get(Regularizer.class, "l1");
        } else if (type == Constraint.class) {
            return new NonNeg();
        } else if (type == ActivationFunction.class) {
            return Registry.get(ActivationFunction.class, "gelu");
        }
        String name = method.getName();
        return name.endsWith("Initializer")
                ? "he_normal"
                : name.endsWith("Regularizer") ? "l2" : name.endsWith("Constraint") ? "unit_norm" : "relu";
    }

    @ParameterizedTest
    @MethodSource("methods")
    void setsItsOptionAlone(Method method) throws Exception {
        Layer layer = layerWith(method.getDeclaringClass());
        ObjectNode before = Configs.options(layer);
        assertSame(layer, method.invoke(layer, argument(method)));
        ObjectNode after = Configs.options(layer);
        List<String> changed = new ArrayList<>();
        after.fieldNames().forEachRemaining(key -> {
            if (!after.get(key).equals(before.get(key))) {
                changed.add(key);
            }
        });
        String key = method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        assertEquals(List.of(key), changed);
    }

    /** Has the methods for "kernel" but no field. */
    private static final class Fieldless extends UnaryLayer<Fieldless> implements OptionMethods.Kernel<Fieldless> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void aMissingFieldIsShown() {
        OptionException e = assertThrows(OptionException.class, () -> new Fieldless().kernelInitializer("zeros"));
        assertEquals(
                "Fieldless: has a method for the option \"kernel_initializer\" but no @Option field of this key. Add the field,"
                        + " as \"@Option(\"kernel\") private final WeightOptions kernelOptions = …\" for \"kernel_initializer\".",
                e.getMessage());
    }

    @Test
    void anUnknownNameIsRefusedByLayerAndOption() {
        OptionException e = assertThrows(
                OptionException.class, () -> new Dense(3).named("top").kernelInitializer("glorot"));
        assertTrue(e.getMessage().startsWith("top (Dense): kernel_initializer: unknown initializer \"glorot\""));
    }

    /** A layer with the options of a weight of its own name. */
    private static final class Alpha extends UnaryLayer<Alpha> {
        @Option("alpha")
        private final WeightOptions alphaOptions = new WeightOptions("zeros");

        Alpha alphaRegularizer(Regularizer regularizer) {
            alphaOptions.regularizer(regularizer);
            return self();
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void aBuiltLayerKeepsTheOptionsOfItsWeights() {
        Alpha layer = new Alpha();
        Input.of(3).then(layer);
        OptionException e = assertThrows(
                OptionException.class, () -> layer.alphaRegularizer(Registry.get(Regularizer.class, "l2")));
        assertTrue(
                e.getMessage().startsWith("Alpha: the option alpha_regularizer cannot change any more"),
                e.getMessage());
        assertTrue(Configs.options(layer).get("alpha_regularizer").isNull());
    }
}
