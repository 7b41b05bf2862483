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

/** The test of a layer: four tests that each layer has, and at least one of what is peculiar to it. {@link EveryLayerTest} counts them. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LayerChecks {
    static final Shape IMAGE = Shape.of(7, 6, 4);
    private static final float CLOSE = 1e-6f;

    /** A maker of layers and the shapes of samples that they take. */
    record Case(Supplier<Layer> maker, int below, Shape... samples) {
        @Override
        public String toString() {
            return List.of(samples) + " " + Configs.options(maker.get());
        }
    }

    static Case layer(Supplier<Layer> maker, Shape... samples) {
        return new Case(maker, 0, samples);
    }

    /** A layer that takes whole numbers below {@code below}. */
    static Case whole(Supplier<Layer> maker, int below, Shape... samples) {
        return new Case(maker, below, samples);
    }

    /** The layer with its options, on which the contract is checked. */
    abstract Stream<Case> layers();

    abstract void computesTheHandExample();

    /** Every whole message. */
    abstract void rejectsBadOptions();

    @ParameterizedTest
    @MethodSource("layers")
    final void keepsTheContract(Case layer) {
        assertDoesNotThrow(() -> LayerContract.check(layer.maker(), layer.below(), layer.samples()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    final void matchesKeras(Golden golden) {
        KerasCases.match(golden);
    }

    final Stream<Golden> goldens() throws ClassNotFoundException {
        return KerasCases.of(Class.forName(getClass().getName().replaceFirst("Test$", "")));
    }

    // ---- small tensors and runs

    /** A batch of one sample with one axis. */
    static Tensor row(float... values) {
        return Tensor.of(values, 1, values.length);
    }

    /** A batch of one image. */
    static Tensor image(int height, int width, float... values) {
        return Tensor.of(values, 1, height, width, values.length / (height * width));
    }

    /** A run outside of training. */
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

    /** The layer, built for inputs like these. */
    static <L extends Layer> L build(L layer, Tensor... xs) {
        layer.buildOrCheck(Stream.of(xs).map(x -> x.shape().withoutBatch()).toList());
        return layer;
    }

    static void assertTensor(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), CLOSE);
    }

    // ---- refusals

    static void rejects(String message, Executable wrong) {
        refused(OptionException.class, message, wrong);
    }

    static void rejectsSamples(String message, Layer layer, Shape... samples) {
        refused(ShapeException.class, message, () -> layer.buildOrCheck(List.of(samples)));
    }

    /** A layer whose record holds this config. */
    static void rejectsRecord(String message, String type, String config) {
        String record = "{\"class_name\": \"" + type + "\", \"config\": {" + config + "}}";
        refused(ModelFormatException.class, message, () -> Configs.read(Layer.class, Json.parse(record, "the record")));
    }

    private static void refused(Class<? extends CornetException> type, String message, Executable wrong) {
        assertEquals(message, assertThrows(type, wrong).getMessage());
    }
}
