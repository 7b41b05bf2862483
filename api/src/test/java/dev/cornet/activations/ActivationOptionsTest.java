package dev.cornet.activations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ActivationOptionsTest {
    private static final float[] Z = {-3, -1, 0, 0.5f, 3};

    private static void assertValues(ActivationFunction phi, double... expected) {
        float[] y = ActivationRun.forward(phi, Tensor.of(Z, 1, 5)).toArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals(expected[i], y[i], 1e-5, "at " + Z[i]);
        }
    }

    private static void assertRefused(String message, Executable option) {
        assertEquals(message, assertThrows(OptionException.class, option).getMessage());
    }

    @Test
    void reluTakesNegativeSlopeThresholdAndMaxValue() {
        assertValues(new Relu().negativeSlope(0.5), -1.5, -0.5, 0, 0.5, 3);
        assertValues(new Relu().maxValue(2), 0, 0, 0, 0.5, 2);
        assertValues(new Relu().threshold(0.5), 0, 0, 0, 0, 3);
        assertValues(new Relu().negativeSlope(0.5).threshold(1).maxValue(2), -2, -1, -0.5, -0.25, 2);
    }

    @Test
    void otherActivationsTakeTheirOptions() {
        assertValues(new LeakyRelu().negativeSlope(0.3), -0.9, -0.3, 0, 0.5, 3);
        assertValues(new Elu().alpha(2), -1.90043, -1.26424, 0, 0.5, 3);
        assertValues(new Celu().alpha(2), 2 * -0.776870, 2 * -0.393469, 0, 0.5, 3); // 2·(e^(z/2) − 1)
        assertValues(new Gelu().approximate(true), -0.00364, -0.15881, 0, 0.34571, 2.99636);
        assertValues(new Squareplus().b(0.01), 0.00083, 0.00249, 0.05, 0.50495, 3.00083);
        assertValues(new SoftShrink().threshold(1), -2, 0, 0, 0, 2);
        assertValues(new HardShrink().threshold(1), -3, 0, 0, 0, 3);
        assertValues(new HardSigmoid().slope(0.2), 0, 0.3, 0.5, 0.6, 1);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Relu: negative_slope must be 0 or more, got -0.1", () -> new Relu().negativeSlope(-0.1));
        assertRefused("Relu: max_value must be 0 or more, got -1.0", () -> new Relu().maxValue(-1));
        assertRefused("Relu: threshold must be 0 or more, got NaN", () -> new Relu().threshold(Double.NaN));
        assertRefused(
                "LeakyRelu: negative_slope must be 0 or more, got -0.1", () -> new LeakyRelu().negativeSlope(-0.1));
        assertRefused("Elu: alpha must be 0 or more, got -1.0", () -> new Elu().alpha(-1));
        assertRefused("Celu: alpha must be positive, got 0.0", () -> new Celu().alpha(0));
        assertRefused("Squareplus: b must be positive, got 0.0", () -> new Squareplus().b(0));
        assertRefused("SoftShrink: threshold must be 0 or more, got -1.0", () -> new SoftShrink().threshold(-1));
        assertRefused("HardShrink: threshold must be 0 or more, got -1.0", () -> new HardShrink().threshold(-1));
        assertRefused("HardSigmoid: slope must be between 1e-6 and 1e6, got 0.0", () -> new HardSigmoid().slope(0));
        assertRefused("Softmax: axis must not be 0, which is the batch", () -> new Softmax().axis(0));
        assertRefused("LogSoftmax: axis must not be 0, which is the batch", () -> new LogSoftmax().axis(0));
        assertRefused("Sparsemax: axis must not be 0, which is the batch", () -> new Sparsemax().axis(0));
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        String message = assertThrows(OptionException.class, () -> Activations.of("wave"))
                .getMessage();
        assertEquals(
                "unknown activation function \"wave\"; known are celu, elu, exponential, gelu, hard_shrink, hard_sigmoid, hard_silu,"
                        + " hard_tanh, heaviside, leaky_relu, linear, log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu,"
                        + " soft_shrink, softmax, softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, tanh,"
                        + " tanh_shrink. A class of your own is made known by Cornet.register(MyClass.class).",
                message);
    }

    @Test
    void aliasesAreKnown() {
        assertEquals(Silu.class, Activations.of("swish").getClass());
        assertEquals(HardSilu.class, Activations.of("hard_swish").getClass());
    }

    @Test
    void functionsAlongAnAxisRefuseTheBatchAndMissingAxes() {
        ShapeException batch = assertThrows(
                ShapeException.class, () -> new Softmax().axis(-2).forward(Tensor.zeros(2, 3), Pass.inference()));
        assertEquals(
                "axis -2 of shape (2, 3) is the batch, whose samples are independent of each other; choose an axis from 1 on, or -1"
                        + " for the last",
                batch.getMessage());
        ShapeException beyond = assertThrows(
                ShapeException.class, () -> new Softmax().axis(2).forward(Tensor.zeros(2, 3), Pass.inference()));
        assertEquals(
                "axis 2 does not exist in shape (2, 3) of rank 2; there are 0 to 1, or -1 to -2 from the end.",
                beyond.getMessage());
    }

    /** The same rows, once along the last axis and once, transposed, along axis 1: (1, 2, 3) and (1, 3, 2). */
    @Test
    void anInnerAxisGivesTheValuesOfTheLastAxisTransposed() {
        Tensor rows = Tensor.of(new float[] {1, 2, 3, -1, 0, 4}, 1, 2, 3);
        Tensor columns = Tensor.of(new float[] {1, -1, 2, 0, 3, 4}, 1, 3, 2);
        Tensor dRows = Tensor.of(new float[] {0.1f, 0.2f, -0.3f, 0.5f, 0.7f, 0.2f}, 1, 2, 3);
        Tensor dColumns = Tensor.of(new float[] {0.1f, 0.5f, 0.2f, 0.7f, -0.3f, 0.2f}, 1, 3, 2);
        ActivationFunction[][] pairs = {
            {new Softmax(), new Softmax().axis(1)},
            {new LogSoftmax(), new LogSoftmax().axis(1)},
            {new Sparsemax(), new Sparsemax().axis(1)}
        };
        for (ActivationFunction[] pair : pairs) {
            ActivationRun last = ActivationRun.of(pair[0], rows, dRows);
            ActivationRun inner = ActivationRun.of(pair[1], columns, dColumns);
            assertArrayEquals(transposed(last.y()), inner.y().toArray());
            assertArrayEquals(transposed(last.dz()), inner.dz().toArray());
        }
    }

    private static float[] transposed(Tensor x) {
        float[] v = x.toArray();
        return new float[] {v[0], v[3], v[1], v[4], v[2], v[5]};
    }

    /** Σ dzᵢ·uᵢ against the central difference of Σ dyᵢ·yᵢ directional u. */
    @Test
    void derivativesAlongAnAxisMatchFiniteDifferences() {
        float[] z = {0.3f, -0.2f, 0.8f, 0.1f, 0.25f, -1.5f, 0.4f, 0.35f};
        float[] dy = {0.5f, -0.3f, 0.8f, 0.1f, -0.9f, 0.2f, 0.4f, -0.6f};
        float[] u = {0.7f, 0.1f, -0.4f, 0.3f, -0.2f, 0.6f, 0.5f, -0.8f};
        float h = 0x1p-7f;
        for (ActivationFunction phi : new ActivationFunction[] {new Softmax(), new LogSoftmax(), new Sparsemax()}) {
            double[] sums = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] shifted = new float[8];
                for (int i = 0; i < 8; i++) {
                    shifted[i] = z[i] + (side == 0 ? -h : h) * u[i];
                }
                float[] y = ActivationRun.forward(phi, Tensor.of(shifted, 2, 4)).toArray();
                for (int i = 0; i < 8; i++) {
                    sums[side] += (double) dy[i] * y[i];
                }
            }
            float[] dz = ActivationRun.of(phi, Tensor.of(z, 2, 4), Tensor.of(dy, 2, 4))
                    .dz()
                    .toArray();
            double directional = 0;
            for (int i = 0; i < 8; i++) {
                directional += (double) dz[i] * u[i];
            }
            assertEquals(
                    (sums[1] - sums[0]) / (2 * h),
                    directional,
                    1e-4,
                    phi.getClass().getSimpleName());
        }
    }
}
