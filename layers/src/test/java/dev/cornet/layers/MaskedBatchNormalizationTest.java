package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batch normalization with a mask, along the axis of steps and along the last axis: values of Keras 3.15 after two epochs of SGD(0.5). */
final class MaskedBatchNormalizationTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 0, 0, 0, 4, 5, 7, 6, 8, 10}, 2, 2, 3);
    private static final Tensor Y = Tensor.of(new float[] {0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1}, 2, 2, 3);

    static List<Arguments> axes() {
        return List.of(
                Arguments.of(
                        1,
                        new double[] {2.276503324508667, 0.5369808673858643},
                        new float[] {
                            1.062058f,
                            0.13370004f,
                            -0.18069834f,
                            0.0371097f,
                            1.2408764f,
                            -0.26292655f,
                            0.046299f,
                            0.32654837f,
                            0.6472322f
                        },
                        new float[] {0.027158767f, 0.43108058f},
                        new float[] {0.44444448f, -0.18518513f},
                        new float[] {2.8006794f, 6.109361f},
                        new float[] {4.479537f, 8.762305f}),
                Arguments.of(
                        2,
                        new double[] {2.433044910430908, 1.1754608154296875},
                        new float[] {
                            0.99951315f,
                            -0.021574942f,
                            0.0031535533f,
                            -0.037065446f,
                            0.9996758f,
                            -0.0097623765f,
                            -0.012842014f,
                            -0.021683013f,
                            0.9998994f
                        },
                        new float[] {0.47511983f, -0.008589208f, 0.22927746f},
                        new float[] {0.18518522f, 0.3703704f, -0.18518516f},
                        new float[] {2.6722255f, 3.671086f, 4.9877505f},
                        new float[] {3.2693765f, 4.5695467f, 6.3840485f}));
    }

    @ParameterizedTest(name = "axis {0}")
    @MethodSource("axes")
    void leavesMaskedStepsOutOfTheStatistics(
            int axis, double[] losses, float[] kernel, float[] gamma, float[] beta, float[] mean, float[] variance) {
        Sequential model = new Sequential(
                new Masking().inputShape(2, 3),
                new Dense(3).useBias(false).kernelInitializer("identity"),
                new BatchNormalization().axis(axis).momentum(0.5));
        model.compile(new SGD(0.5), "mse");
        History history = model.fit(X, Y, new Fit().verbose(0).shuffle(false).epochs(2));
        assertArrayEquals(losses, history.get("loss"), 1e-5);
        List<float[]> expected = List.of(kernel, gamma, beta, mean, variance);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), model.getWeights().get(i).toArray(), 1e-5f, "weight " + i);
        }
    }
}
