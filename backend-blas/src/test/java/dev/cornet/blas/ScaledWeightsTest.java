package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every convolution kernel with factors for its filters agrees with weights multiplied by these factors beforehand. */
class ScaledWeightsTest {
    private static final Backend REFERENCE = new JavaBackend();

    private final Backend blas = new OpenBlasBackend(NativeLoader.load());

    static Stream<Arguments> convolutions() {
        return Stream.of(
                Arguments.of(9, 3, 1, 20, 70, 1), // Winograd
                Arguments.of(30, 3, 1, 64, 64, 1),
                Arguments.of(9, 1, 1, 30, 150, 1), // pointwise
                Arguments.of(9, 1, 2, 30, 40, 1),
                Arguments.of(1, 1, 1, 70, 90, 1),
                Arguments.of(9, 5, 2, 3, 8, 1), // small channels
                Arguments.of(9, 5, 2, 12, 8, 1), // im2col
                Arguments.of(9, 3, 1, 12, 8, 4),
                Arguments.of(9, 3, 1, 12, 24, 12)); // depthwise
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void agreesWithMultipliedWeights(int size, int kernel, int stride, int channels, int filters, int groups) {
        Window window = Window.of(
                size, size, new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {1, 1}, kernel > 1);
        ConvShape shape = new ConvShape(window, channels, filters, groups);
        SplittableRandom random = new SplittableRandom(3);
        Tensor x = RandomArrays.tensor(random, 0, 1, shape.inputs());
        Tensor w = RandomArrays.tensor(random, 2, shape.weights());
        float[] factors = RandomArrays.of(random, filters);
        Tensor product = RandomArrays.copy(w);
        for (int i = 0; i < w.size(); i++) {
            product.data()[2 + i] *= factors[i % filters];
        }
        float[] expected = run(REFERENCE, shape, x, product, null);
        PackedWeights packed = new PackedWeights(factors);
        RandomArrays.requireClose(expected, run(REFERENCE, shape, x, w, new PackedWeights(factors)), 1e-6);
        RandomArrays.requireClose(expected, run(blas, shape, x, w, packed), 2e-5);
        RandomArrays.requireClose(expected, run(blas, shape, x, w, packed), 2e-5); // from the cache
    }

    private static float[] run(Backend backend, ConvShape shape, Tensor x, Tensor w, @Nullable PackedWeights packed) {
        Tensor y = Tensor.zeros(1, shape.outputs());
        backend.conv(shape, x, new WeightsAndBias(w, null, packed), Epilogue.LINEAR, y);
        return y.data();
    }
}
