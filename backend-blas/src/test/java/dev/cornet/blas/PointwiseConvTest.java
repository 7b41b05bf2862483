package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@link PointwiseConv} with the reference, over sizes that are multiples of the block sizes and others. */
class PointwiseConvTest {
    private static final Backend REFERENCE = new JavaBackend();

    record Case(ConvShape shape, int batch, boolean biased) {
        static Case of(int height, int width, int stride, int batch, int channels, int filters) {
            int[] one = {1, 1};
            Window window = Window.of(height, width, one, new int[] {stride, stride}, one, batch % 2 == 0);
            return new Case(new ConvShape(window, channels, filters, 1), batch, (channels + filters) % 2 == 0);
        }
    }

    static Stream<Case> cases() {
        SplittableRandom random = new SplittableRandom(5);
        Stream<Case> randomCases = IntStream.range(0, 40)
                .mapToObj(i -> Case.of(
                        1 + random.nextInt(20),
                        1 + random.nextInt(20),
                        1 + random.nextInt(3),
                        1 + random.nextInt(4),
                        1 + random.nextInt(150),
                        1 + random.nextInt(150)));
        return Stream.concat(
                randomCases,
                Stream.of(
                        Case.of(7, 7, 1, 1, 512, 700), // several blocks of filters
                        Case.of(7, 7, 1, 3, 1300, 257),
                        Case.of(1, 1, 1, 1, 900, 700), // a single pixel
                        Case.of(14, 14, 2, 1, 300, 512),
                        Case.of(17, 17, 1, 2, 768, 192), // blocks of pixels and of filters
                        Case.of(40, 41, 1, 2, 64, 256))); // several blocks of pixels
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        requireForward(c);
    }

    private void requireForward(Case c) {
        ConvReference.gemms().forEach(gemm -> requireForward(c, gemm));
    }

    private void requireForward(Case c, Gemm gemm) {
        ConvShape s = c.shape();
        ConvKernel kernel = ConvAlgorithmSelector.kernel(gemm, s, c.batch(), Precision.FAST);
        assertInstanceOf(PointwiseConv.class, kernel);
        SplittableRandom random = new SplittableRandom(7);
        Tensor x = RandomArrays.tensor(random, 3, c.batch(), s.inputs());
        Tensor w = RandomArrays.tensor(random, 5, s.weights());
        Tensor bias = c.biased() ? RandomArrays.tensor(random, 2, s.filters()) : null;

        Tensor y = RandomArrays.tensor(random, 4, c.batch(), s.outputs());
        Tensor expectedY = RandomArrays.copy(y);
        WeightsAndBias weights = new WeightsAndBias(w, bias, null);
        REFERENCE.conv(s, x, weights, Epilogue.RELU6, expectedY);
        kernel.forward(x, weights, Epilogue.RELU6, y);
        RandomArrays.requireClose(expectedY.data(), y.data(), 5e-6);
        Tensor again = Tensor.zeros(y.shape());
        kernel.forward(x, new WeightsAndBias(w, bias, new PackedWeights()), Epilogue.RELU6, again);
        assertArrayEquals(y.toArray(), again.toArray());
    }

    @Test
    void computesCroppedOutputs() {
        Window part = Window.of(9, 9, new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, false)
                .cropOutput(5, 4);
        requireForward(new Case(new ConvShape(part, 7, 9, 1), 2, true));
    }
}
