package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
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

    private final NativeBlas blas = new NativeBlas(NativeLoader.load());

    static Stream<Arguments> cases() {
        SplittableRandom random = new SplittableRandom(5);
        Stream<Sizes> small = Stream.generate(() -> new Sizes(
                        1 + random.nextInt(5),
                        3 + random.nextInt(12),
                        3 + random.nextInt(12),
                        1 + random.nextInt(20),
                        1 + random.nextInt(20),
                        random.nextBoolean()))
                .limit(24);
        // a kernel above LARGE_KERNEL; panels that are not full; several blocks; several parts
        Stream<Sizes> large = Stream.of(
                new Sizes(2, 9, 7, 260, 256, true),
                new Sizes(3, 17, 9, 130, 70, true),
                new Sizes(9, 28, 28, 16, 24, true),
                new Sizes(40, 11, 11, 8, 8, false));
        return Stream.concat(small, large)
                .flatMap(c -> Stream.of(new WinogradF2(), new WinogradF4())
                        .flatMap(transform ->
                                Arrays.stream(NativeCallSize.values()).map(size -> Arguments.of(c, transform, size))));
    }

    private record Sizes(int batch, int height, int width, int channels, int filters, boolean same) {
        /** Windows of a 3×3 kernel over an image that is larger by some pixels along both axes. */
        Window window(int more) {
            return Window.of(height + more, width + more, new int[] {3, 3}, ONE, ONE, same);
        }
    }

    /** Compares fused pooling with Winograd forward and backward around the reference's pooling, on outputs that fill whole tiles. */
    @ParameterizedTest
    @MethodSource("cases")
    void fusedMaxPoolAgreesWithSeparatePooling(Sizes c, WinogradTransform transform, NativeCallSize callSize) {
        int m = transform.outputs();
        Window all = c.window(m);
        Window window = all.cropOutput(all.outHeight() / m * m, all.outWidth() / m * m);
        Window blocks = window.poolGrid2x2();
        ConvShape shape = new ConvShape(window, c.channels(), c.filters(), 1);
        SplittableRandom random = new SplittableRandom(7);
        Tensor x = RandomArrays.tensor(random, 3, c.batch(), window.inputPixels(), c.channels());
        Tensor w = RandomArrays.tensor(random, 5, 9, c.channels(), c.filters());
        WeightsAndBias weights = new WeightsAndBias(w, RandomArrays.tensor(random, 2, c.filters()), null);
        Winograd winograd = new Winograd(new Gemm(blas, callSize), transform, shape, c.batch());
        Tensor outputs = Tensor.zeros(c.batch(), window.outputPixels(), c.filters());
        winograd.forward(x, weights, Epilogue.LINEAR, outputs);
        Tensor expectedY = Tensor.wrap(
                new float[1 + outputs.size() / 4], 1, Shape.of(c.batch(), window.outputPixels() / 4, c.filters()));
        REFERENCE.maxPool(blocks, outputs, expectedY);
        Tensor y = Tensor.wrap(new float[1 + expectedY.size()], 1, expectedY.shape());
        MaxPooled results = new MaxPooled(Tensor.wrap(new float[4 + outputs.size()], 4, outputs.shape()), y);
        winograd.forwardMaxPool(x, weights, Epilogue.LINEAR, results);
        assertArrayEquals(expectedY.data(), y.data());

        Tensor dy = RandomArrays.tensor(random, 2, c.batch(), window.outputPixels() / 4, c.filters());
        Tensor dz = Tensor.zeros(outputs.shape());
        REFERENCE.maxPoolBackward(blocks, outputs, y, dy, dz);
        Tensor dx = Tensor.wrap(new float[x.data().length], 3, x.shape());
        Tensor dw = RandomArrays.copy(w);
        Tensor expectedDx = RandomArrays.copy(dx);
        Tensor expectedDw = RandomArrays.copy(w);
        winograd.backward(x, dz, weights, expectedDx, expectedDw);
        winograd.backwardMaxPool(x, results, dy, weights, dx, dw);
        assertArrayEquals(expectedDx.data(), dx.data());
        assertArrayEquals(expectedDw.data(), dw.data());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Sizes c, WinogradTransform transform, NativeCallSize callSize) {
        Window window = c.window(0);
        ConvShape shape = new ConvShape(window, c.channels(), c.filters(), 1);
        SplittableRandom random = new SplittableRandom(7);
        Tensor x = RandomArrays.tensor(random, 3, c.batch(), window.inputPixels(), c.channels());
        Tensor w = RandomArrays.tensor(random, 5, 9, c.channels(), c.filters());
        Tensor bias = RandomArrays.tensor(random, 2, c.filters());
        Tensor dy = RandomArrays.tensor(random, 1, c.batch(), window.outputPixels(), c.filters());
        double bound = transform.outputs() == 2 ? 2e-6 : 3e-5;
        double dwBound = Math.max(bound, 5e-6); // the reference adds thousands of terms one after another
        Winograd winograd = new Winograd(new Gemm(blas, callSize), transform, shape, c.batch());

        Tensor y = RandomArrays.tensor(random, 4, c.batch(), window.outputPixels(), c.filters());
        Tensor expectedY = RandomArrays.copy(y);
        WeightsAndBias weights = new WeightsAndBias(w, bias, null);
        REFERENCE.conv(shape, x, weights, Epilogue.RELU, expectedY);
        winograd.forward(x, weights, Epilogue.RELU, y);
        requireClose("y", expectedY, y, bound);
        PackedWeights packed = new PackedWeights();
        for (int call = 0; call < 2; call++) {
            Tensor again = RandomArrays.copy(y);
            Arrays.fill(again.data(), 4, again.data().length, Float.NaN);
            Tensor kernel = call == 0 ? w : Tensor.zeros(w.shape());
            winograd.forward(x, new WeightsAndBias(kernel, bias, packed), Epilogue.RELU, again);
            assertArrayEquals(y.data(), again.data(), "with packed weights, the second time without w");
        }

        Tensor dx = RandomArrays.tensor(random, 2, c.batch(), window.inputPixels(), c.channels());
        Tensor expectedDx = RandomArrays.copy(dx);
        REFERENCE.convBackwardInput(shape, dy, w, expectedDx);
        winograd.backwardInput(dy, w, dx);
        requireClose("dx", expectedDx, dx, bound);

        Tensor dw = RandomArrays.tensor(random, 6, 9, c.channels(), c.filters());
        Tensor expectedDw = RandomArrays.copy(dw);
        REFERENCE.convBackwardKernel(shape, x, dy, expectedDw);
        Tensor withinTask = RandomArrays.copy(dw);
        winograd.backwardKernel(x, dy, dw);
        requireClose("dw", expectedDw, dw, dwBound);
        Tensor bothDx = RandomArrays.copy(dx);
        Tensor bothDw = RandomArrays.copy(withinTask);
        winograd.backward(x, dy, new WeightsAndBias(w, null, new PackedWeights()), bothDx, bothDw);
        requireClose("dx of both", expectedDx, bothDx, bound);
        requireClose("dw of both", expectedDw, bothDw, dwBound);
        Tensor dxWithin = RandomArrays.copy(dx);
        WorkerPool.shared().run(2, task -> {
            if (task == 0) {
                winograd.backwardKernel(x, dy, withinTask);
            } else {
                winograd.backwardInput(dy, w, dxWithin);
            }
        });
        requireClose("dw within a task", expectedDw, withinTask, dwBound);
        requireClose("dx within a task", expectedDx, dxWithin, bound);
    }

    /** Asserts that all values agree up to {@code bound} times the largest value. */
    private static void requireClose(String what, Tensor expectedTensor, Tensor actualTensor, double bound) {
        float[] expected = expectedTensor.data();
        float[] actual = actualTensor.data();
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
