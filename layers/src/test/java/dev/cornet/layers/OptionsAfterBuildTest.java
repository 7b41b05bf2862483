package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.activations.LeakyRelu;
import dev.cornet.backend.Ops;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.GlorotUniform;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.Huber;
import dev.cornet.metrics.TopKCategoricalAccuracy;
import dev.cornet.models.Compile;
import dev.cornet.models.Sequential;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.optimizers.SGD;
import dev.cornet.regularizers.OrthogonalRegularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options set after a layer is built are refused and keep their values: they would change a saved file, but not the model. */
class OptionsAfterBuildTest {
    static {
        OwnCells.register(); // the golden cases of RNN name them
    }

    private static final Set<String> CHANGEABLE = Set.of("named", "trainable", "inputShape");
    private static final List<String> STRINGS = List.of(
            "relu",
            "tanh",
            "zeros",
            "ones",
            "l1",
            "l2",
            "non_neg",
            "unit_norm",
            "same",
            "valid",
            "sum",
            "mul",
            "bilinear",
            "nearest");

    static Stream<Class<? extends Layer>> layers() {
        return EveryLayerTest.layers().filter(layer -> layer != Lambda.class);
    }

    private static Layer built(Class<? extends Layer> type) {
        Golden golden = Golden.cases("layers", type.getSimpleName()).get(0);
        Layer layer = Configs.read(Layer.class, golden.get("config"));
        LayerAccess.buildOrCheck(
                layer,
                golden.tensors("inputs").stream()
                        .map(x -> x.shape().with(0, -1))
                        .toList());
        return layer;
    }

    private static List<Method> optionMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getParameterCount() == 1 && m.getReturnType().isAssignableFrom(type))
                .filter(m -> Layer.class.isAssignableFrom(m.getReturnType())
                        && !m.isBridge()
                        && !CHANGEABLE.contains(m.getName()))
                .toList();
    }

    private static List<?> arguments(Class<?> type) {
        if (type == int.class) {
            return List.of(1, 2, 3);
        } else if (type == double.class) {
            return List.of(0.1, 0.2, 0.3);
        } else if (type == boolean.class) {
            return List.of(true, false);
        } else if (type == int[].class) {
            return List.of(new int[] {1}, new int[] {2}, new int[] {1, 1}, new int[] {2, 2});
        } else if (type == String.class) {
            return STRINGS;
        } else if (type == Layer.class) {
            return List.of(new GRU(3).goBackwards(true));
        }
        List<Configurable> components = new ArrayList<>();
        for (Class<? extends Configurable> component : Registry.components(type.asSubclass(Configurable.class))) {
            components.add(Registry.get(type.asSubclass(Configurable.class), component.getSimpleName()));
        }
        return components.subList(0, 2);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void isRefused(Class<? extends Layer> type) throws IllegalAccessException {
        Layer layer = built(type);
        JsonNode before = Configs.options(layer);
        for (Method option : optionMethods(type)) {
            int refusals = 0;
            for (Object argument : arguments(option.getParameterTypes()[0])) {
                try {
                    option.invoke(layer, argument);
                } catch (InvocationTargetException e) {
                    assertTrue(e.getCause() instanceof CornetException, () -> option + ": " + e.getCause());
                    String message = String.valueOf(e.getCause().getMessage());
                    refusals += message.startsWith(LayerAccess.describe(layer) + ": the option ") ? 1 : 0;
                }
                assertEquals(before, Configs.options(layer), option.toString());
            }
            assertTrue(refusals > 0, option + " was never refused");
        }
        layer.named("other").trainable(false);
    }

    @Test
    void coversLayersInsideWrappersAndModels() {
        Conv2D conv = new Conv2D(2, 3);
        Dense dense = new Dense(2);
        Sequential inner = new Sequential(conv);
        Sequential model = new Sequential(inner, new Flatten(), new RepeatVector(2), new TimeDistributed(dense));
        conv.padding("same"); // nothing is built yet
        model.predict(Tensor.zeros(1, 5, 5, 1));
        String message =
                assertThrows(OptionException.class, () -> conv.strides(2)).getMessage();
        assertEquals(
                "conv2d (Conv2D): the option strides cannot change any more. The layer was built for inputs of shape (5, 5, 1)."
                        + " Set options before the layer is added to a model, or make a new layer.",
                message);
        assertEquals(Shape.of(1, 2, 2), model.predict(Tensor.zeros(1, 5, 5, 1)).shape());
        assertThrows(OptionException.class, () -> dense.useBias(false));
        assertThrows(OptionException.class, () -> conv.inputShape(9, 9, 1));
        conv.strides(1, 1).padding("same"); // no change
    }

    @Test
    void coversActivationsInitializersRegularizersAndConstraints() {
        LeakyRelu activation = new LeakyRelu().negativeSlope(0.1);
        GlorotUniform initializer = new GlorotUniform().seed(1);
        OrthogonalRegularizer regularizer = new OrthogonalRegularizer();
        MaxNorm constraint = new MaxNorm(3);
        Dense dense = new Dense(2)
                .activation(activation)
                .kernelInitializer(initializer)
                .kernelRegularizer(regularizer)
                .kernelConstraint(constraint);
        assertThrows(ShapeException.class, () -> new Sequential(dense, new Conv2D(1, 3)).predict(Tensor.zeros(1, 2)));
        activation.negativeSlope(0.2); // the layer has not been built after all
        Sequential model = new Sequential(dense.inputShape(2));
        String json = model.toJson();
        assertEquals(
                "LeakyRelu: the option negative_slope cannot change any more. It belongs to dense (Dense). The layer was built for"
                        + " inputs of shape (2). Set options before the layer is added to a model, or make a new layer.",
                assertThrows(OptionException.class, () -> activation.negativeSlope(5))
                        .getMessage());
        assertThrows(OptionException.class, () -> initializer.seed(2));
        assertThrows(OptionException.class, () -> initializer.inputAxes(0));
        assertThrows(OptionException.class, () -> regularizer.mode("columns"));
        assertThrows(OptionException.class, () -> constraint.axis(1));
        activation.negativeSlope(0.2); // no change
        assertEquals(json, model.toJson());
    }

    /** y = factor·z, with an option method that checks nothing. */
    private static final class Scaling extends ActivationFunction {
        @Option
        private double factor = 1;

        @Override
        public Output forward(Tensor z, Pass pass) {
            Ops.scale(z, (float) factor);
            return new Output(z, (dy, grads) -> dy);
        }
    }

    @Test
    void aUsersActivationIsCheckedByTheNextRun() {
        Scaling activation = new Scaling();
        Sequential model = new Sequential(new Dense(2).activation(activation).inputShape(2));
        model.predict(Tensor.zeros(1, 2));
        activation.factor = 5;
        String message = assertThrows(OptionException.class, () -> model.predict(Tensor.zeros(1, 2)))
                .getMessage();
        assertTrue(message.startsWith("dense (Dense): the option activation.factor cannot change"), message);
        activation.factor = 1;
        model.predict(Tensor.zeros(1, 2));
    }

    @Test
    void lossesAndMetricsAreFixedByCompile() {
        Sequential model = new Sequential(new Dense(3).activation("softmax").inputShape(2));
        CategoricalCrossentropy loss = new CategoricalCrossentropy();
        TopKCategoricalAccuracy metric = new TopKCategoricalAccuracy().k(2);
        model.compile(new Compile(new SGD(0.1), loss).metrics(metric));
        String json = model.toJson();
        assertThrows(OptionException.class, () -> loss.labelSmoothing(0.1));
        assertThrows(OptionException.class, () -> metric.k(1));
        assertThrows(OptionException.class, () -> metric.named("top"));
        assertEquals(json, model.toJson());
        Huber uncompiled = new Huber().delta(2).delta(3);
        assertEquals(3, Configs.options(uncompiled).get("delta").doubleValue());
    }
}
