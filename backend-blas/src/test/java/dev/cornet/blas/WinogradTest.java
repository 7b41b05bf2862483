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

/** Both forms against the plain loops, over sizes that leave tiles unfilled, on their own and within a task. */
class WinogradTest {
    private static final Backend PLAIN = new JavaBackend();
    private static final int[] ONE = {1, 1};

    private final Gemm gemm = new Gemm(new NativeBlas(NativeLoader.load().blas()));

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
        // beyond LARGE_KERNEL; panels that are not full; more blocks than one; more than one part
        Stream<Arguments> large = Stream.of(
                sizes(2, 9, 7, 260, 256, true),
                sizes(3, 17, 9, 130, 70, true),
                sizes(9, 28, 28, 16, 24, true),
                sizes(40, 11, 11, 8, 8, false));
        return Stream.concat(small, large)
                .flatMap(c -> Stream.of(new WinogradF2(), new WinogradF4()).map(maps -> with(c, maps)));
    }

    private static Arguments sizes(int batch, int height, int width, int channels, int filters, boolean same) {
        return Arguments.of(batch, height, width, channels, filters, same);
    }

    private static Arguments with(Arguments sizes, WinogradTransform maps) {
        Object[] all = Arrays.copyOf(sizes.get(), 7);
        all[6] = maps;
        return Arguments.of(all);
    }

    /** As its own outputs, the pooling of the plain loops and its own way back give them; on outputs that fill the tiles. */
    @ParameterizedTest
    @MethodSource("cases")
    void makesTheMaximaOfItsOutputs(
            int batch, int height, int width, int channels, int filters, boolean same, WinogradTransform maps) {
        int m = maps.outputs();
        Window all = Window.of(height + m, width + m, new int[] {3, 3}, ONE, ONE, same);
        Window g = all.cropOutput(all.outHeight() / m * m, all.outWidth() / m * m);
        Window blocks = g.poolGrid2x2();
        ConvShape shape = new ConvShape(g, channels, filters, 1);
        SplittableRandom random = new SplittableRandom(7);
        float[] x = Draws.of(random, 3 + batch * g.inputPixels() * channels);
        float[] w = Draws.of(random, 5 + 9 * channels * filters);
        float[] bias = Draws.of(random, 2 + filters);
        Winograd winograd = new Winograd(gemm, maps, shape, batch);
        float[] image = new float[batch * g.outputPixels() * filters];
        winograd.forward(x, 3, w, 5, null, bias, 2, Epilogue.LINEAR, image, 0);
        float[] expectedY = new float[1 + image.length / 4];
        PLAIN.maxPool(blocks, batch, filters, image, 0, expectedY, 1);
        float[] y = new float[expectedY.length];
        float[] z = new float[4 + image.length];
        winograd.maxima(x, 3, w, 5, null, bias, 2, Epilogue.LINEAR, z, 4, y, 1);
        assertArrayEquals(expectedY, y);

        float[] dy = Draws.of(random, 2 + image.length / 4);
        float[] dz = new float[image.length];
        PLAIN.maxPoolBackward(blocks, batch, filters, image, 0, y, 1, dy, 2, dz, 0);
        float[] dx = new float[x.length];
        float[] dw = w.clone();
        float[] expectedDx = new float[x.length];
        float[] expectedDw = w.clone();
        winograd.backward(x, 3, dz, 0, w, 5, null, expectedDx, 3, expectedDw, 5);
        winograd.maximaBackward(x, 3, z, 4, y, 1, dy, 2, w, 5, null, dx, 3, dw, 5);
        assertArrayEquals(expectedDx, dx);
        assertArrayEquals(expectedDw, dw);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithThePlainLoops(
            int batch, int height, int width, int channels, int filters, boolean same, WinogradTransform maps) {
        Window g = Window.of(height, width, new int[] {3, 3}, ONE, ONE, same);
        ConvShape shape = new ConvShape(g, channels, filters, 1);
        SplittableRandom random = new SplittableRandom(7);
        float[] x = Draws.of(random, 3 + batch * g.inputPixels() * channels);
        float[] w = Draws.of(random, 5 + 9 * channels * filters);
        float[] bias = Draws.of(random, 2 + filters);
        float[] dy = Draws.of(random, 1 + batch * g.outputPixels() * filters);
        double bound = maps.outputs() == 2 ? 2e-6 : 3e-5;
        double sums = Math.max(bound, 5e-6); // the plain loops add up thousands of terms one after another
        Winograd winograd = new Winograd(gemm, maps, shape, batch);

        float[] y = Draws.of(random, 4 + batch * g.outputPixels() * filters);
        float[] expectedY = y.clone();
        PLAIN.conv(shape, batch, x, 3, w, 5, null, bias, 2, Epilogue.RELU, expectedY, 4);
        winograd.forward(x, 3, w, 5, null, bias, 2, Epilogue.RELU, y, 4);
        requireClose("y", expectedY, y, bound);
        PackedWeights kept = new PackedWeights();
        for (int call = 0; call < 2; call++) {
            float[] again = y.clone();
            Arrays.fill(again, 4, again.length, Float.NaN);
            winograd.forward(x, 3, call == 0 ? w : new float[w.length], 5, kept, bias, 2, Epilogue.RELU, again, 4);
            assertArrayEquals(y, again, "by filters that are kept, the second time without w");
        }

        float[] dx = Draws.of(random, 2 + batch * g.inputPixels() * channels);
        float[] expectedDx = dx.clone();
        PLAIN.convBackwardInput(shape, batch, dy, 1, w, 5, expectedDx, 2);
        winograd.backwardInput(dy, 1, w, 5, dx, 2);
        requireClose("dx", expectedDx, dx, bound);

        float[] dw = Draws.of(random, 6 + 9 * channels * filters);
        float[] expectedDw = dw.clone();
        PLAIN.convBackwardKernel(shape, batch, x, 3, dy, 1, expectedDw, 6);
        float[] withinTask = dw.clone();
        winograd.backwardKernel(x, 3, dy, 1, dw, 6);
        requireClose("dw", expectedDw, dw, sums);
        float[] bothDx = dx.clone();
        float[] bothDw = withinTask.clone();
        winograd.backward(x, 3, dy, 1, w, 5, new PackedWeights(), bothDx, 2, bothDw, 6);
        requireClose("dx of both", expectedDx, bothDx, bound);
        requireClose("dw of both", expectedDw, bothDw, sums);
        float[] dxWithin = dx.clone();
        WorkerPool.shared().run(2, task -> {
            if (task == 0) {
                winograd.backwardKernel(x, 3, dy, 1, withinTask, 6);
            } else {
                winograd.backwardInput(dy, 1, w, 5, dxWithin, 2);
            }
        });
        requireClose("dw within a task", expectedDw, withinTask, sums);
        requireClose("dx within a task", expectedDx, dxWithin, bound);
    }

    /** Relative to the largest value. */
    private static void requireClose(String what, float[] expected, float[] actual, double bound) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
            assertTrue(Float.isFinite(actual[i]), what + "[" + i + "]");
        }
        double error = worst / largest;
        assertTrue(error <= bound, () -> what + ": error " + error + " of the largest value");
    }
}
