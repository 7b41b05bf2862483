package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Precision;
import dev.cornet.backend.Window;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matrix that stands upside down, against the plain loops, over windows of every kind. */
class FewChannelsTest {
    private static final Backend PLAIN = new JavaBackend();

    private final Gemm gemm = new Gemm(new NativeBlas(Natives.load().blas()));

    record Case(ConvShape shape, int batch, boolean biased) {}

    static Stream<Case> cases() {
        SplittableRandom random = new SplittableRandom(3);
        return IntStream.range(0, 60).mapToObj(i -> {
            boolean strided = random.nextBoolean();
            int[] strides = {strided ? 1 + random.nextInt(3) : 1, strided ? 1 + random.nextInt(3) : 1};
            int[] dilation = {strided ? 1 : 1 + random.nextInt(2), strided ? 1 : 1 + random.nextInt(3)};
            int[] kernel = {1 + random.nextInt(5), 2 + random.nextInt(4)};
            int height = 11 + random.nextInt(20);
            int width = 13 + random.nextInt(150);
            Window g = Window.of(height, width, kernel, strides, dilation, random.nextBoolean());
            int batch = 1 + random.nextInt(4);
            ConvShape shape = new ConvShape(g, 1 + random.nextInt(6), 1 + random.nextInt(40), 1);
            return new Case(shape, batch, random.nextBoolean());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithThePlainLoops(Case c) {
        ConvShape s = c.shape();
        ConvKernel kernel = ConvChoice.of(gemm, s, c.batch(), Precision.FAST);
        assertInstanceOf(FewChannels.class, kernel);
        SplittableRandom random = new SplittableRandom(7);
        float[] x = Draws.of(random, 3 + c.batch() * s.inputs());
        float[] w = Draws.of(random, 5 + s.weights());
        float[] bias = c.biased() ? Draws.of(random, 2 + s.filters()) : null;
        float[] dy = Draws.of(random, 1 + c.batch() * s.outputs());

        float[] y = Draws.of(random, 4 + c.batch() * s.outputs());
        float[] expectedY = y.clone();
        PLAIN.conv(s, c.batch(), x, 3, w, 5, null, bias, 2, Epilogue.RELU6, expectedY, 4);
        kernel.forward(x, 3, w, 5, null, bias, 2, Epilogue.RELU6, y, 4);
        Draws.requireClose(expectedY, y, 1e-6);

        float[] dw = Draws.of(random, 6 + s.weights());
        float[] expectedDw = dw.clone();
        PLAIN.convBackwardKernel(s, c.batch(), x, 3, dy, 1, expectedDw, 6);
        kernel.backwardKernel(x, 3, dy, 1, dw, 6);
        Draws.requireClose(expectedDw, dw, 5e-6);

        float[] dx = Draws.of(random, 2 + c.batch() * s.inputs());
        float[] expectedDx = dx.clone();
        PLAIN.convBackwardInput(s, c.batch(), dy, 1, w, 5, expectedDx, 2);
        kernel.backwardInput(dy, 1, w, 5, dx, 2);
        Draws.requireClose(expectedDx, dx, 1e-6);
    }
}
