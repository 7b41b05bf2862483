package dev.cornet.activations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.config.Registry;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values of every activation at five points, checked against its formula or Keras, and its name. */
class ActivationValuesTest {
    private static final float[] Z = {-3, -1, 0, 0.5f, 3};

    /** φ(z) at −3, −1, 0, ½, 3; for softmax, log_softmax and sparsemax, of these five values as one row. */
    private static final Map<String, double[]> VALUES = new TreeMap<>();

    static {
        put("relu", 0, 0, 0, 0.5, 3);
        put("relu6", 0, 0, 0, 0.5, 3);
        put("leaky_relu", -0.6, -0.2, 0, 0.5, 3);
        put("linear", -3, -1, 0, 0.5, 3);
        put("heaviside", 0, 0, 0, 1, 1);
        put("sigmoid", 0.04743, 0.26894, 0.5, 0.62246, 0.95257);
        put("log_sigmoid", -3.04859, -1.31326, -0.69315, -0.47408, -0.04859); // the logarithms of the row above
        put("tanh", -0.99505, -0.76159, 0, 0.46212, 0.99505);
        put("tanh_shrink", -3 + 0.99505, -1 + 0.76159, 0, 0.5 - 0.46212, 3 - 0.99505);
        put("exponential", 0.04979, 0.36788, 1, 1.64872, 20.08554);
        put("softmax", 0.00215, 0.01589, 0.04319, 0.07121, 0.86755);
        put("log_softmax", -6.142078, -4.142078, -3.142078, -2.642078, -0.142078); // z − ln(Σ eᶻ = 23.151924)
        put("sparsemax", 0, 0, 0, 0, 1); // 1 + 2·0.5 does not exceed 3 + 0.5, so only the largest value has y > 0
        put("elu", -0.95021, -0.63212, 0, 0.5, 3);
        put("celu", -0.95021, -0.63212, 0, 0.5, 3);
        put("selu", -1.67057, -1.11133, 0, 0.52535, 3.15210);
        put("gelu", -0.00405, -0.15866, 0, 0.34573, 2.99595);
        put("silu", -0.14228, -0.26894, 0, 0.31123, 2.85772);
        put("mish", -0.14565, -0.30340, 0, 0.37525, 2.98654);
        put("softplus", 0.04859, 0.31326, 0.69315, 0.97408, 3.04859);
        put("softsign", -0.75, -0.5, 0, 1 / 3.0, 0.75);
        put("hard_sigmoid", 0, 1 / 3.0, 0.5, 0.5 + 0.5 / 6, 1);
        put("hard_silu", 0, -1 / 3.0, 0, 0.5 * (0.5 + 0.5 / 6), 3);
        put("hard_tanh", -1, -1, 0, 0.5, 1);
        put("hard_shrink", -3, -1, 0, 0, 3);
        put("soft_shrink", -2.5, -0.5, 0, 0, 2.5);
        put("squareplus", 0.30278, 0.61803, 1, 1.28078, 3.30278);
        put("sparse_plus", 0, 0, 0.25, 0.5625, 3); // ¼·(z + 1)²
        put("sparse_sigmoid", 0, 0, 0.5, 0.75, 1); // ½·(z + 1)
    }

    private static void put(String name, double... values) {
        VALUES.put(name, values);
    }

    static Stream<String> names() {
        return VALUES.keySet().stream();
    }

    @Test
    void everyActivationHasExpectedValues() {
        assertEquals(Registry.names(ActivationFunction.class), VALUES.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void computesTheExpectedValues(String name) {
        ActivationFunction phi = Activations.of(name);
        assertEquals(name, Registry.nameOf(phi));
        double[] expected = VALUES.get(name);
        Tensor y = ActivationRun.forward(phi, Tensor.of(Z, 1, 5));
        assertArrayEquals(expected, doubles(y), 1e-5);
    }

    static Stream<ActivationFunction> elementwise() {
        return Stream.concat(
                names().filter(name -> !name.endsWith("max")).map(Activations::of),
                Stream.of(
                        new Gelu().approximate(true),
                        new Relu().negativeSlope(0.5),
                        new Relu().negativeSlope(0.5).threshold(1).maxValue(2),
                        new LeakyRelu().negativeSlope(0.5),
                        new Elu().alpha(2),
                        new Celu().alpha(2),
                        new Squareplus().b(0.5),
                        new SoftShrink().threshold(1),
                        new HardShrink().threshold(1),
                        new HardSigmoid().slope(0.2)));
    }

    /** Central differences, at points away from the kinks; {@link ActivationOptionsTest} tests the functions along an axis. */
    @ParameterizedTest
    @MethodSource("elementwise")
    void derivativeMatchesFiniteDifferences(ActivationFunction phi) {
        float[] points = {-7.3f, -3.3f, -2.2f, -1.3f, -0.8f, -0.2f, 0.1f, 0.3f, 0.7f, 1.6f, 2.7f, 3.8f, 7.2f};
        float h = 0x1p-7f;
        float[] up = new float[points.length];
        float[] down = new float[points.length];
        for (int i = 0; i < points.length; i++) {
            up[i] = points[i] + h;
            down[i] = points[i] - h;
        }
        double[] high = doubles(ActivationRun.forward(phi, Tensor.of(up, 1, up.length)));
        double[] low = doubles(ActivationRun.forward(phi, Tensor.of(down, 1, up.length)));
        double[] derivative = doubles(ActivationRun.derivative(phi, Tensor.of(points, 1, up.length)));
        for (int i = 0; i < points.length; i++) {
            double expected = (high[i] - low[i]) / (2 * h);
            double tolerance = 1e-4 * Math.max(1, Math.abs(expected)); // h²/6 times the third derivative, and rounding
            assertEquals(expected, derivative[i], tolerance, "at " + points[i]);
        }
    }

    private static double[] doubles(Tensor x) {
        float[] values = x.toArray();
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
