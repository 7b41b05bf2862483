package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;
import dev.cornet.blas.ConvReference.Case;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@link SmallChannelConv}, which uses the transposed im2col matrix, with the reference over windows of every kind. */
class SmallChannelConvTest {
    static Stream<Case> cases() {
        SplittableRandom random = new SplittableRandom(3);
        return IntStream.range(0, 60).mapToObj(i -> {
            boolean strided = random.nextBoolean();
            int[] strides = {strided ? 1 + random.nextInt(3) : 1, strided ? 1 + random.nextInt(3) : 1};
            int[] dilation = {strided ? 1 : 1 + random.nextInt(2), strided ? 1 : 1 + random.nextInt(3)};
            int[] kernel = {1 + random.nextInt(5), 2 + random.nextInt(4)};
            int height = 11 + random.nextInt(20);
            int width = 13 + random.nextInt(150);
            Window window = Window.of(height, width, kernel, strides, dilation, random.nextBoolean());
            int batch = 1 + random.nextInt(4);
            ConvShape shape = new ConvShape(window, 1 + random.nextInt(6), 1 + random.nextInt(40), 1);
            return new Case(shape, batch, random.nextBoolean());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        ConvReference.requireClose(SmallChannelConvTest::selected, c, 1e-6, 5e-6, 1e-6);
    }

    private static ConvKernel selected(Gemm gemm, ConvShape shape, int batch) {
        return assertInstanceOf(
                SmallChannelConv.class, ConvAlgorithmSelector.kernel(gemm, shape, batch, Precision.FAST));
    }
}
