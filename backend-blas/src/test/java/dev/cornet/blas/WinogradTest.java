package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares both Winograd algorithms with the reference, over sizes that fill tiles only partly, outside and within a task. */
class WinogradTest {
    private static final Backend REFERENCE = new JavaBackend();
    private static final int[] ONE = {1, 1};

    private final Gemm gemm = new Gemm(new NativeBlas(NativeLoader.load()));

    static Stream<Arguments> cases() {
        SplittableRandom random = new SplittableRandom(5);
        Stream<Arguments> small = Stream.generate(() -> sizes(
                        1 + random.nextInt(5),
                        3 + random.nextInt(12),
                        3 + random.nextInt(12),
                        1 + random.nextInt(20),
                        1 + random.nextInt(20),
                        random.nextBoolean()))
                .limit(24);
        // a kernel above LARGE_KERNEL; panels that are not full; several blocks; several parts
        Stream<Arguments> large = Stream.of(
                sizes(2, 9, 7, 260, 256, true),
                sizes(3, 17, 9, 130, 70, true),
                sizes(9, 28, 28, 16, 24, true),
                sizes(40, 11, 11, 8, 8, false));
        return Stream.concat(small, large)
                .flatMap(c -> Stream.of(new WinogradF2(), new WinogradF4()).map(transform -> with(c, transform)));
    }

    private static Arguments sizes(int batch, int height, int width, int channels, int filters, boolean same) {
        return Arguments.of(batch, height, width, channels, filters, same);
    }

    private static Arguments with(Arguments sizes, WinogradTransform transform) {
        Object[] all = Arrays.copyOf(sizes.get(), 7);
        all[6] = transform;
        return Arguments.of(all);
    }

    /** Compares fused pooling with Winograd forward and backward around the reference's pooling, on outputs that fill whole tiles. */
    @ParameterizedTest
    @MethodSource("cases")
    void fusedMaxPoolAgreesWithSeparatePooling(
            int batch, int height, int width, int channels, int filters, boolean same, WinogradTransform transform) {
        int m = transform.outputs();
        Window all = Window.of(height + m, width + m, new int[] {3, 3}, ONE, ONE, same);
        Window window = all.cropOutput(all.outHeight() / m * m, all.outWidth() / m * m);
        Window blocks = window.poolGrid2x2();
        ConvShape shape = new ConvShape(window, channels, filters, 1);
        SplittableRandom random = new SplittableRandom(7);
        float[] x = RandomArrays.of(random, 3 + batch * window.inputPixels() * channels);
        float[] w = RandomArrays.of(random, 5 + 9 * channels * filters);
        float[] bias = RandomArrays.of(random, 2 + filters);
        Winograd winograd = new Winograd(gemm, transform, shape, batch);
        float[] outputs = new float[batch * window.outputPixels() * filters];
        winograd.forward(x, 3, w, 5, null, bias, 2, Epilogue.LINEAR, outputs, 0);
        float[] expectedY = new float[1 + outputs.length / 4];
        REFERENCE.maxPool(blocks, batch, filters, outputs, 0, expectedY, 1);
        float[] y = new float[expectedY.length];
        float[] z = new float[4 + outputs.length];
        winograd.forwardMaxPool(x, 3, w, 5, null, bias, 2, Epilogue.LINEAR, z, 4, y, 1);
        assertArrayEquals(expectedY, y);

        float[] dy = RandomArrays.of(random, 2 + outputs.length / 4);
        float[] dz = new float[outputs.length];
        REFERENCE.maxPoolBackward(blocks, batch, filters, outputs, 0, y, 1, dy, 2, dz, 0);
        float[] dx = new float[x.length];
        float[] dw = w.clone();
        float[] expectedDx = new float[x.length];
        float[] expectedDw = w.clone();
        winograd.backward(x, 3, dz, 0, w, 5, null, expectedDx, 3, expectedDw, 5);
        winograd.backwardMaxPool(x, 3, z, 4, y, 1, dy, 2, w, 5, null, dx, 3, dw, 5);
        assertArrayEquals(expectedDx, dx);
        assertArrayEquals(expectedDw, dw);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(
            int batch, int height, int width, int channels, int filters, boolean same, WinogradTransform transform) {
        Window window = Window.of(height, width, new int[] {3, 3}, ONE, ONE, same);
        ConvShape shape = new ConvShape(window, channels, filters, 1);
        SplittableRandom random = new SplittableRandom(7);
        float[] x = RandomArrays.of(random, 3 + batch * window.inputPixels() * channels);
        float[] w = RandomArrays.of(random, 5 + 9 * channels * filters);
        float[] bias = RandomArrays.of(random, 2 + filters);
        float[] dy = RandomArrays.of(random, 1 + batch * window.outputPixels() * filters);
        double bound = transform.outputs() == 2 ? 2e-6 : 3e-5;
        double dwBound = Math.max(bound, 5e-6); // the reference adds thousands of terms one after another
        Winograd winograd = new Winograd(gemm, transform, shape, batch);

        float[] y = RandomArrays.of(random, 4 + batch * window.outputPixels() * filters);
        float[] expectedY = y.clone();
        REFERENCE.conv(shape, batch, x, 3, w, 5, null, bias, 2, Epilogue.RELU, expectedY, 4);
        winograd.forward(x, 3, w, 5, null, bias, 2, Epilogue.RELU, y, 4);
        requireClose("y", expectedY, y, bound);
        PackedWeights packed = new PackedWeights();
        for (int call = 0; call < 2; call++) {
            float[] again = y.clone();
            Arrays.fill(again, 4, again.length, Float.NaN);
            winograd.forward(x, 3, call == 0 ? w : new float[w.length], 5, packed, bias, 2, Epilogue.RELU, again, 4);
            assertArrayEquals(y, again, "with packed weights, the second time without w");
        }

        float[] dx = RandomArrays.of(random, 2 + batch * window.inputPixels() * channels);
        float[] expectedDx = dx.clone();
        REFERENCE.convBackwardInput(shape, batch, dy, 1, w, 5, expectedDx, 2);
        winograd.backwardInput(dy, 1, w, 5, dx, 2);
        requireClose("dx", expectedDx, dx, bound);

        float[] dw = RandomArrays.of(random, 6 + 9 * channels * filters);
        float[] expectedDw = dw.clone();
        REFERENCE.convBackwardKernel(shape, batch, x, 3, dy, 1, expectedDw, 6);
        float[] withinTask = dw.clone();
        winograd.backwardKernel(x, 3, dy, 1, dw, 6);
        requireClose("dw", expectedDw, dw, dwBound);
        float[] bothDx = dx.clone();
        float[] bothDw = withinTask.clone();
        winograd.backward(x, 3, dy, 1, w, 5, new PackedWeights(), bothDx, 2, bothDw, 6);
        requireClose("dx of both", expectedDx, bothDx, bound);
        requireClose("dw of both", expectedDw, bothDw, dwBound);
        float[] dxWithin = dx.clone();
        WorkerPool.shared().run(2, task -> {
            if (task == 0) {
                winograd.backwardKernel(x, 3, dy, 1, withinTask, 6);
            } else {
                winograd.backwardInput(dy, 1, w, 5, dxWithin, 2);
            }
        });
        requireClose("dw within a task", expectedDw, withinTask, dwBound);
        requireClose("dx within a task", expectedDx, dxWithin, bound);
    }

    /** Asserts that all values agree up to {@code bound} times the largest value. */
    private static void requireClose(String what, float[] expected, float[] actual, double bound) {
        double largest = 0;
        double largestError = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            largestError = Math.max(largestError, Math.abs((double) expected[i] - actual[i]));
            assertTrue(Float.isFinite(actual[i]), what + "[" + i + "]");
        }
        double error = largestError / largest;
        assertTrue(error <= bound, () -> what + ": error " + error + " of the largest value");
    }
}
