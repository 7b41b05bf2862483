package dev.cornet.initializers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of every initializer, and the options of each. */
class InitializersTest {
    static Stream<String> names() {
        return Registry.names(Initializer.class).stream();
    }

    private static float[] values(Initializer initializer, long seed, int... dims) {
        Tensor w = Tensor.zeros(dims);
        initializer.fill(w, initializer.stream(new RandomStream(seed)));
        return w.toArray();
    }

    @ParameterizedTest
    @MethodSource("names")
    void valuesDependOnTheStreamAlone(String name) {
        float[] values = values(Initializers.of(name), 3, 150, 100);
        int threads = WorkerPool.shared().threads();
        try {
            for (int t : new int[] {1, 3}) {
                WorkerPool.setThreads(t);
                assertArrayEquals(values, values(Initializers.of(name), 3, 150, 100));
            }
        } finally {
            WorkerPool.setThreads(threads);
        }
        if (Initializers.of(name) instanceof RandomInitializer) {
            assertFalse(Arrays.equals(values, values(Initializers.of(name), 4, 150, 100)));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void fillsViewsAndLeavesTheirNeighbours(String name) {
        float[] data = new float[20];
        Arrays.fill(data, 42);
        Tensor view = Tensor.wrap(data, 5, Tensor.zeros(3, 4).shape());
        Initializers.of(name).fill(view, new RandomStream(3));
        assertArrayEquals(values(Initializers.of(name), 3, 3, 4), view.toArray());
        for (int i = 0; i < 20; i++) {
            assertTrue(i >= 5 && i < 17 || data[i] == 42, "neighbour " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void acceptsEmptyWeights(String name) {
        assertEquals(0, values(Initializers.of(name), 3, 0, 4).length);
        assertEquals(0, values(Initializers.of(name), 3, 4, 0).length);
    }

    @Test
    void redrawnValuesDiffer() {
        Set<Float> distinct = new HashSet<>();
        for (float value : values(new TruncatedNormal(), 3, 100, 100)) {
            distinct.add(value);
        }
        assertTrue(distinct.size() > 9_950, distinct.size() + " of 10000"); // some 20 coincide among 2²³ floats
    }

    @Test
    void aSeedDeterminesTheStream() {
        float[] seeded = values(new GlorotUniform().seed(7), 1, 4, 5);
        assertArrayEquals(seeded, values(new GlorotUniform().seed(7), 2, 4, 5));
        assertArrayEquals(seeded, values(new GlorotUniform(), 7, 4, 5));
        assertFalse(Arrays.equals(seeded, values(new GlorotUniform().seed(8), 1, 4, 5)));
    }

    @Test
    void constantInitializersGiveConstants() {
        assertArrayEquals(new float[] {0, 0}, values(new Zeros(), 1, 2));
        assertArrayEquals(new float[] {1, 1}, values(new Ones(), 1, 2));
        assertArrayEquals(new float[] {0.25f, 0.25f}, values(new Constant(0.25), 1, 2));
        assertArrayEquals(new float[] {0, 0}, values(new Constant(), 1, 2));
        assertArrayEquals(new float[] {2, 0, 0, 0, 2, 0}, values(new Identity().gain(2), 1, 2, 3));
    }

    @Test
    void fansCanBeComputedFromGivenAxes() {
        float[] byShape = values(new HeUniform(), 3, 4, 5, 6); // fan_in 4·5
        float[] byAxes = values(new HeUniform().inputAxes(0).outputAxes(1, 2), 3, 4, 5, 6); // fan_in 4
        float[] out = values(
                new VarianceScaling()
                        .scale(2)
                        .mode("fan_out")
                        .distribution("uniform")
                        .inputAxes(0)
                        .outputAxes(1, -1),
                3,
                4,
                5,
                6); // fan_out 5·6
        for (int i = 0; i < byShape.length; i++) {
            assertEquals(byShape[i] * Math.sqrt(5), byAxes[i], 1e-6);
            assertEquals(byShape[i] * Math.sqrt(20 / 30.0), out[i], 1e-6);
        }
    }

    @Test
    void otherInitializersAreSpecialCasesOfVarianceScaling() {
        assertArrayEquals(
                values(new GlorotNormal(), 3, 6, 4),
                values(new VarianceScaling().mode("fan_avg").distribution("normal"), 3, 6, 4));
        assertArrayEquals(values(new LecunNormal(), 3, 6, 4), values(new VarianceScaling(), 3, 6, 4));
    }

    private static void assertRefused(String message, Executable option) {
        assertEquals(message, assertThrows(OptionException.class, option).getMessage());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("RandomNormal: stddev must be 0 or more, got -1.0", () -> new RandomNormal().stddev(-1));
        assertRefused(
                "TruncatedNormal: stddev must be 0 or more, got NaN", () -> new TruncatedNormal().stddev(Double.NaN));
        assertRefused("RandomUniform: minval must not be above maxval, got 2.0 and 1.0", () -> new RandomUniform(2, 1));
        assertRefused("VarianceScaling: scale must be positive, got 0.0", () -> new VarianceScaling().scale(0));
        assertRefused(
                "VarianceScaling: unknown mode \"fan\"; known are fan_in, fan_out, fan_avg.",
                () -> new VarianceScaling().mode("fan"));
        assertRefused(
                "VarianceScaling: unknown distribution \"cauchy\"; known are truncated_normal, untruncated_normal, uniform.",
                () -> new VarianceScaling().distribution("cauchy"));
        assertRefused(
                "unknown initializer \"best\"; known are constant, glorot_normal, glorot_uniform, he_normal, he_uniform, identity,"
                        + " lecun_normal, lecun_uniform, ones, orthogonal, random_normal, random_uniform, truncated_normal,"
                        + " variance_scaling, zeros. A class of your own is made known by Cornet.register(MyClass.class).",
                () -> Initializers.of("best"));
    }

    /** Compares bit by bit with the plain Gram-Schmidt process, for more vectors than a block has. */
    @Test
    void orthogonalMatchesTheGramSchmidtProcess() {
        int count = 39;
        int length = 43;
        double[][] q = new double[count][length];
        RandomStream random = new RandomStream(7);
        for (int i = 0; i < count * length; i++) {
            q[i / length][i % length] = random.normal(i);
        }
        for (int v = 0; v < count; v++) {
            add(q[v], q[v], 1 / Math.sqrt(dot(q[v], q[v])) - 1);
            for (int other = v + 1; other < count; other++) {
                add(q[other], q[v], -dot(q[other], q[v]));
            }
        }
        Tensor w = Tensor.zeros(count, length);
        new Orthogonal().fill(w, new RandomStream(7));
        for (int i = 0; i < count * length; i++) {
            assertEquals((float) q[i / length][i % length], w.data()[i], "value " + i);
        }
    }

    private static void add(double[] a, double[] b, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double[] accumulators = new double[4];
        for (int i = 0; i < a.length; i++) {
            accumulators[i < (a.length & ~3) ? i % 4 : 0] += a[i] * b[i];
        }
        return (accumulators[0] + accumulators[1]) + (accumulators[2] + accumulators[3]);
    }

    @Test
    void refusesShapesThatDoNotFit() {
        ShapeException identity = assertThrows(ShapeException.class, () -> values(new Identity(), 1, 2, 2, 2));
        assertEquals("Identity: expected a weight of two axes, got (2, 2, 2)", identity.getMessage());
        ShapeException orthogonal = assertThrows(ShapeException.class, () -> values(new Orthogonal(), 1, 5));
        assertEquals("Orthogonal: expected a weight of two axes or more, got (5)", orthogonal.getMessage());
    }

    @Test
    void aliasesAreKnown() {
        assertEquals(Zeros.class, Initializers.of("zero").getClass());
        assertEquals(Ones.class, Initializers.of("one").getClass());
        assertEquals(RandomNormal.class, Initializers.of("normal").getClass());
        assertEquals(RandomUniform.class, Initializers.of("uniform").getClass());
    }

    @Test
    void orthogonalWeightsWhoseVectorsFillTheHeapAreRefusedBefore() {
        int columns = 20;
        int rows = Math.toIntExact(Runtime.getRuntime().maxMemory() / 2 / (8 * 3 * columns));
        Tensor w = Tensor.zeros(rows, columns);
        String message = assertThrows(MemoryException.class, () -> new Orthogonal().fill(w, new RandomStream(1)))
                .getMessage();
        assertTrue(message.contains("(" + rows + ", " + columns + ")"), message);
        assertEquals(0, w.data()[0]);
    }
}
