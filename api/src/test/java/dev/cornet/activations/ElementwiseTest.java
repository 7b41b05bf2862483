package dev.cornet.activations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Registry;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every activation, whatever its formula. */
class ElementwiseTest {
    static Stream<String> names() {
        return Registry.names(ActivationFunction.class).stream();
    }

    @Test
    void stepIsExactForAllKindsOfFloats() {
        float[] off = {0f, -0f, -Float.MIN_VALUE, -Float.MIN_NORMAL, -1, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
        float[] on = {Float.MIN_VALUE, 3e-42f, Float.MIN_NORMAL, 1e-20f, 1, 6, Float.MAX_VALUE, Float.POSITIVE_INFINITY
        };
        for (float x : off) {
            assertEquals(0f, Elementwise.step(x) + 0f, "step of " + x);
        }
        for (float x : on) {
            assertEquals(1f, Elementwise.step(x), "step of " + x);
        }
        assertTrue(Float.isNaN(Elementwise.step(Float.NaN)));
    }

    @Test
    void reluPassesTheGradientOfDenormals() {
        Tensor z = Tensor.of(new float[] {Float.MIN_VALUE, 1e-40f, 0, -0f, -Float.MIN_VALUE}, 1, 5);
        assertArrayEquals(
                new float[] {1, 1, 0, 0, 0},
                ActivationRun.derivative(new Relu(), z).toArray());
    }

    /** A tensor of several tasks of the worker pool has the same values as its parts computed one by one. */
    @ParameterizedTest
    @MethodSource("names")
    void longTensorsEqualTheirParts(String name) {
        ActivationFunction phi = Activations.of(name);
        int rows = 7000;
        Tensor z = random(rows, 10, 1);
        Tensor dy = random(rows, 10, 2);
        ActivationRun whole = ActivationRun.of(phi, z, dy);
        for (int r = 0; r < rows; r += 1000) {
            ActivationRun part = ActivationRun.of(phi, z.rows(r, r + 1000), dy.rows(r, r + 1000));
            assertArrayEquals(part.y().toArray(), whole.y().rows(r, r + 1000).toArray());
            assertArrayEquals(part.dz().toArray(), whole.dz().rows(r, r + 1000).toArray());
        }
    }

    /** Tensors may be views into larger ones, each with an offset of its own. */
    @ParameterizedTest
    @MethodSource("names")
    void offsetsDoNotMatterAndNeighboursAreUnchanged(String name) {
        ActivationFunction phi = Activations.of(name);
        Tensor z = random(4, 6, 3);
        Tensor dy = random(4, 6, 4);
        ActivationRun expected = ActivationRun.of(phi, z, dy);
        Tensor zView = view(z, 3, 40);
        Tensor dyView = view(dy, 11, 40);
        Output out = phi.forward(zView, Pass.training(1));
        assertArrayEquals(expected.y().toArray(), out.y().toArray(), 1e-6f);
        Tensor dz = out.backward().apply(dyView, null);
        assertArrayEquals(expected.dz().toArray(), dz.toArray(), 1e-6f);
        for (Tensor view : new Tensor[] {zView, dyView}) {
            for (int i = 0; i < 40; i++) {
                assertTrue(i >= view.offset() && i < view.offset() + 24 || view.data()[i] == 42, "neighbour " + i);
            }
        }
    }

    /** At ±10⁴, ±88 and the smallest floats nothing becomes infinite or NaN, except e to a power of 88.8 or more. */
    @ParameterizedTest
    @MethodSource("names")
    void extremesGiveFiniteValues(String name) {
        ActivationFunction phi = Activations.of(name);
        float[] extremes = {
            -1e4f, -1e3f, -104f, -88f, -20f, -1e-40f, -0f, 0, 1e-40f, 1e-20f, 20, 88, 104, 1e4f, 1e18f, -1e18f
        };
        float[] z = name.equals("exponential") ? Arrays.copyOf(extremes, 12) : extremes;
        Tensor dy = Tensor.zeros(1, z.length);
        Arrays.fill(dy.data(), 1f);
        ActivationRun runs = ActivationRun.of(phi, Tensor.of(z, 1, z.length), dy);
        for (int i = 0; i < z.length; i++) {
            assertTrue(
                    Float.isFinite(runs.y().data()[i]),
                    "y at " + z[i] + " is " + runs.y().data()[i]);
            assertTrue(
                    Float.isFinite(runs.dz().data()[i]),
                    "dz at " + z[i] + " is " + runs.dz().data()[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void acceptsEmptyTensors(String name) {
        ActivationRun runs = ActivationRun.of(Activations.of(name), Tensor.zeros(0, 3), Tensor.zeros(0, 3));
        assertEquals(Shape.of(0, 3), runs.y().shape());
        assertEquals(0, runs.dz().size());
    }

    @Test
    void activationsWithDerivativesFromTheOutputOverwriteTheirInput() {
        for (String name : new String[] {"relu", "sigmoid", "tanh", "softmax", "linear", "relu6", "exponential"}) {
            Tensor z = random(2, 3, 5);
            assertSame(z, Activations.of(name).forward(z, Pass.inference()).y(), name);
        }
    }

    private static Tensor random(int rows, int columns, long seed) {
        RandomStream random = new RandomStream(seed);
        Tensor x = Tensor.zeros(rows, columns);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) (3 * random.normal(i));
        }
        return x;
    }

    private static Tensor view(Tensor x, int offset, int length) {
        float[] larger = new float[length];
        Arrays.fill(larger, 42);
        System.arraycopy(x.data(), 0, larger, offset, x.size());
        return Tensor.wrap(larger, offset, x.shape());
    }
}
