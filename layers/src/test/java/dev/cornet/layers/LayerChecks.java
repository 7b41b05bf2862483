package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.config.Configs;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Json;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import dev.cornet.testing.LayerContract;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Base class of the tests of a layer: the four tests that every layer has. A subclass adds at least one test of its layer's own behavior;
 * {@link EveryLayerTest} checks that.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LayerChecks {
    static final Shape IMAGE = Shape.of(7, 6, 4);
    private static final float CLOSE = 1e-6f;

    /**
     * A factory of layers and the shapes of their input samples; inputs are integers below {@code upperBound} unless it is 0.
     *
     * @param masked whether the layer is checked with masks, if it takes any
     */
    record Case(Supplier<Layer> factory, int upperBound, boolean masked, Shape... samples) {
        @Override
        public String toString() {
            return List.of(samples) + " " + Configs.options(factory.get());
        }
    }

    static Case layer(Supplier<Layer> factory, Shape... samples) {
        return new Case(factory, 0, true, samples);
    }

    /**
     * A call of a layer that is computed by hand.
     *
     * @param dy gradients of the output
     * @param dx the gradients of the input that they give
     */
    record HandExample(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        void check(Layer layer) {
            LayerRun run = run(layer, x);
            assertTensor(y, run.y());
            assertTensor(dx, run.backward(List.of(dy)).dxs().get(0));
        }
    }

    /** A case of a layer that computes over the steps, masked ones included, and passes on the mask, as in Keras. */
    static Case mixingSteps(Supplier<Layer> factory, Shape... samples) {
        return new Case(factory, 0, false, samples);
    }

    /** A case of a layer that takes integers below {@code upperBound}. */
    static Case integers(Supplier<Layer> factory, int upperBound, Shape... samples) {
        return new Case(factory, upperBound, true, samples);
    }

    /** The layer with different options, for the check of the layer contract. */
    abstract Stream<Case> layers();

    abstract void computesTheHandExample();

    /** Asserts the complete message of each error of the layer. */
    abstract void rejectsBadOptions();

    @ParameterizedTest
    @MethodSource("layers")
    final void satisfiesTheLayerContract(Case layer) {
        assertDoesNotThrow(() -> {
            if (layer.masked()) {
                LayerContract.check(layer.factory(), layer.upperBound(), layer.samples());
            } else {
                LayerContract.checkWithoutMasks(layer.factory(), layer.samples());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("goldens")
    final void matchesKeras(Golden golden) {
        KerasCases.match(golden);
    }

    final Stream<Golden> goldens() throws ClassNotFoundException {
        return KerasCases.of(Class.forName(getClass().getName().replaceFirst("Test$", "")));
    }

    /** The simple name of the tested layer, with which its messages begin. */
    final String layerName() {
        return getClass().getSimpleName().replaceFirst("Test$", "");
    }

    // ---- small tensors and calls of layers

    /** A batch of one sample with one axis. */
    static Tensor row(float... values) {
        return Tensor.of(values, 1, values.length);
    }

    /** A batch of one image. */
    static Tensor image(int height, int width, float... values) {
        return Tensor.of(values, 1, height, width, values.length / (height * width));
    }

    /** A forward call outside training. */
    static LayerRun run(Layer layer, Tensor... xs) {
        return run(false, layer, xs);
    }

    static LayerRun train(Layer layer, Tensor... xs) {
        return run(true, layer, xs);
    }

    private static LayerRun run(boolean training, Layer layer, Tensor... xs) {
        build(layer, xs);
        return LayerRun.forward(layer, List.of(xs), training);
    }

    /** The layer, built for inputs of these shapes. */
    static <L extends Layer> L build(L layer, Tensor... xs) {
        LayerAccess.buildOrCheck(
                layer, Stream.of(xs).map(x -> x.shape().with(0, -1)).toList());
        return layer;
    }

    static void assertTensor(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), CLOSE);
    }

    // ---- errors

    static void rejects(String message, Executable wrong) {
        assertMessage(OptionException.class, message, wrong);
    }

    static void rejectsSamples(String message, Layer layer, Shape... samples) {
        List<Shape> batches =
                Stream.of(samples).map(sample -> sample.withBatch(-1)).toList();
        assertMessage(ShapeException.class, message, () -> LayerAccess.buildOrCheck(layer, batches));
    }

    /** Asserts the message of the error when a layer with this config is read. */
    static void rejectsConfig(String message, String type, String config) {
        String json = "{\"class_name\": \"" + type + "\", \"config\": {" + config + "}}";
        assertMessage(
                ModelFormatException.class, message, () -> Configs.read(Layer.class, Json.parse(json, "the record")));
    }

    private static void assertMessage(Class<? extends CornetException> type, String message, Executable wrong) {
        assertEquals(message, assertThrows(type, wrong).getMessage());
    }
}
