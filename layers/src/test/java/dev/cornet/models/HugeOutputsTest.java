package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Limits;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2DTranspose;
import dev.cornet.layers.Cropping2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.GRU;
import dev.cornet.layers.GlobalMaxPooling1D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.RepeatVector;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.layers.UpSampling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs too large for an array or for memory throw an exception with the layer's name, before memory is allocated for them. */
class HugeOutputsTest {
    private static final int HUGE = Integer.MAX_VALUE;
    /** Eight times this is 2³², beyond the range of an int. */
    private static final int EIGHTH = 1 << 29;

    /** Layers with sizes whose sums and products overflow an int, some of them to small positive numbers. */
    static Stream<Layer> tooLarge() {
        return Stream.of(
                new UpSampling2D(HUGE),
                new UpSampling2D(EIGHTH),
                new UpSampling2D(30_000),
                new ZeroPadding2D(HUGE),
                new ZeroPadding2D(1_000_000),
                new Conv2DTranspose(1, 3).strides(HUGE),
                new Conv2DTranspose(1, 3).strides(EIGHTH).padding("same"),
                new Conv2DTranspose(1, HUGE),
                new Conv2DTranspose(1, 3).strides(20_000),
                new Conv2DTranspose(1, 3).dilationRate(HUGE),
                new DepthwiseConv2D(1).depthMultiplier(HUGE),
                new SeparableConv2D(1, 1).depthMultiplier(HUGE),
                new Cropping2D(HUGE),
                new Reshape(65536, 65536, 64));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void sizesBeyondAnArrayAreRefusedWithTheLayersName(Layer layer) {
        Symbol in = Input.of(8, 8, 2);
        String message = assertThrows(ShapeException.class, () -> layer.of(in)).getMessage();
        assertTrue(message.startsWith(LayerAccess.describe(layer) + ": "), message);
        assertTrue(layer.variables().isEmpty(), "half built");
    }

    @Test
    void statesAndMergesBeyondAnArrayAreRefused() {
        Symbol sequence = Input.of(4, 2);
        for (Layer layer : new Layer[] {new LSTM(HUGE), new LSTM(1 << 30), new GRU(HUGE)}) {
            String message =
                    assertThrows(ShapeException.class, () -> layer.of(sequence)).getMessage();
            assertTrue(message.startsWith(LayerAccess.describe(layer) + ": "), message);
        }
        Symbol wide = new RepeatVector(1 << 30).of(Input.of(1));
        Concatenate both = new Concatenate(1);
        String message =
                assertThrows(ShapeException.class, () -> both.of(wide, wide)).getMessage();
        assertTrue(message.startsWith(LayerAccess.describe(both) + ": "), message);
    }

    /** A number of floats that needs slightly more than half the heap. */
    private static int justTooMany() {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / 8 + 1000, Integer.MAX_VALUE - 100);
    }

    @Test
    void anOutputBeyondMemoryIsRefusedWithTheLayersName() {
        int steps = justTooMany();
        Sequential inner =
                new Sequential(new RepeatVector(steps).named("often").inputShape(1), new GlobalMaxPooling1D());
        String message = assertThrows(MemoryException.class, () -> inner.predict(Tensor.zeros(1, 1)))
                .getMessage();
        assertTrue(
                message.startsWith("often (RepeatVector): no memory for a batch of 1 sample: an array of shape (1, "
                        + steps + ", 1) takes " + 4L * steps + " bytes, more than half of the "),
                message);
        assertTrue(message.endsWith("(-Xmx), or set -Dcornet.maxTensorBytes=" + 4L * steps + "."), message);
        Sequential last = new Sequential(new RepeatVector(steps).named("often").inputShape(1));
        message = assertThrows(MemoryException.class, () -> last.predict(Tensor.zeros(1, 1)))
                .getMessage();
        assertTrue(
                message.startsWith("predict: no memory for the outputs of often (RepeatVector) for 1 sample ("),
                message);
    }

    @Test
    void aBatchBeyondMemoryIsRefusedWithTheLayersName() {
        int steps = justTooMany() / 2;
        Sequential model = new Sequential(
                new RepeatVector(steps).named("often").inputShape(1), new GlobalMaxPooling1D(), new Dense(1));
        model.compile("sgd", "mse");
        String message = assertThrows(
                        MemoryException.class, () -> model.trainOnBatch(Tensor.zeros(3, 1), Tensor.zeros(3, 1)))
                .getMessage();
        assertTrue(message.startsWith("often (RepeatVector): no memory for a batch of "), message);
    }

    @Test
    void initialWeightsThatTakeLongAreRefusedInJsonText() {
        String json =
                "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[{\"class_name\":\"InputLayer\","
                        + "\"config\":{\"batch_shape\":[null,2,1],\"name\":\"i\"}},{\"class_name\":\"LSTM\",\"config\":"
                        + "{\"name\":\"l\",\"units\":1400}}]}}";
        String message = assertThrows(ModelFormatException.class, () -> Model.fromJson(json))
                .getMessage();
        assertTrue(
                message.contains(
                        "the orthogonal weights (1400, 5600) would take about a second or more to draw. If that is meant, allow"
                                + " more by Model.fromJson(json, mostBytes)"),
                message);
    }

    @Test
    void invalidLimitsAreRefused() {
        for (String property : new String[] {Limits.LAYER_CALLS, "cornet.maxTensorBytes"}) {
            System.setProperty(property, "lots");
            try {
                CornetException e = assertThrows(
                        OptionException.class,
                        () -> Model.fromJson(new Sequential(new Dense(1).inputShape(1)).toJson()));
                assertTrue(e.getMessage().contains(property), e.getMessage());
                assertTrue(e.getMessage().endsWith("got \"lots\""), e.getMessage());
            } finally {
                System.clearProperty(property);
            }
        }
        assertEquals(40_000, Limits.layerCalls());
    }
}
