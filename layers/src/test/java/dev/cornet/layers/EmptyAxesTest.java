package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers on inputs with an axis of size 0: they compute empty sums, or refuse the shape with a message of the layer. */
class EmptyAxesTest {
    @Test
    void denseWithoutFeaturesReturnsItsBias() {
        Dense dense = new Dense(2);
        Sequential model = new Sequential(dense.inputShape(0));
        dense.setWeights(java.util.List.of(Tensor.zeros(0, 2), Tensor.of(new float[] {3, 5}, 2)));
        assertArrayEquals(
                new float[] {3, 5, 3, 5}, model.predict(Tensor.zeros(2, 0)).toArray());
        model.compile("sgd", "mse");
        double loss = model.fit(Tensor.zeros(2, 0), Tensor.zeros(2, 2), new Fit().verbose(0))
                .get("loss")[0];
        assertEquals(17, loss, 1e-6); // (3² + 5²) / 2
        assertArrayEquals(new float[] {2.97f, 4.95f}, dense.getWeights().get(1).toArray(), 1e-6f); // b − 0.01·b
    }

    private static Arguments of(Supplier<Layer> layer, int... sample) {
        return Arguments.of(layer, sample);
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                of(() -> new Dense(2), 4, 3),
                of(() -> new BatchNormalization(), 4, 3),
                of(() -> new LayerNormalization(), 4, 3),
                of(() -> new Conv1D(2, 1), 4, 3),
                of(() -> new Conv2D(2, 1), 4, 4, 3),
                of(() -> new Conv2DTranspose(2, 1), 4, 4, 3),
                of(() -> new GlobalAveragePooling2D(), 4, 4, 3),
                of(() -> new LSTM(2), 4, 3),
                of(() -> new GRU(2), 4, 3),
                of(() -> new SimpleRNN(2), 4, 3),
                of(() -> new TimeDistributed(new Dense(2)), 4, 3));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerComputesOrRefuses(Supplier<Layer> factory, int[] sample) {
        for (int axis = 0; axis < sample.length; axis++) {
            int[] in = sample.clone();
            in[axis] = 0;
            int[] batch = new int[in.length + 1];
            batch[0] = 2;
            System.arraycopy(in, 0, batch, 1, in.length);
            try {
                Layer layer = factory.get();
                layer.inputShape(in);
                Sequential model = new Sequential(layer);
                Tensor y = Tensor.zeros(model.predict(Tensor.zeros(batch)).shape());
                model.compile("sgd", "mse");
                model.fit(Tensor.zeros(batch), y, new Fit().verbose(0));
            } catch (DataException e) {
                assertEquals(true, e.getMessage().contains("loss"), e.getMessage()); // the mean of no values
            } catch (ShapeException e) {
                assertEquals(true, e.getMessage().contains("0"), Arrays.toString(in) + ": " + e.getMessage());
            }
        }
    }
}
