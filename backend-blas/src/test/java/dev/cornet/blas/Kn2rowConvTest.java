package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Window;
import dev.cornet.blas.ConvReference.Case;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares {@link Kn2rowConv} with the reference: errors up to 2·10⁻⁶ for outputs and input gradients, 10⁻⁵ for kernel gradients, which are
 * sums over images.
 */
class Kn2rowConvTest {
    static Stream<Case> cases() {
        SplittableRandom random = new SplittableRandom(9);
        Stream<Case> randomCases = IntStream.range(0, 50).mapToObj(i -> {
            int[] kernel = {1 + random.nextInt(5), 2 + random.nextInt(4)};
            int[] dilation = {1 + random.nextInt(2), 1 + random.nextInt(2)};
            Window all = Window.of(
                    11 + random.nextInt(20),
                    11 + random.nextInt(20),
                    kernel,
                    new int[] {1, 1},
                    dilation,
                    random.nextBoolean());
            Window window = i % 4 == 0 ? all.cropOutput((all.outHeight() + 1) / 2, (all.outWidth() + 2) / 3) : all;
            ConvShape shape = new ConvShape(window, 1 + random.nextInt(40), 1 + random.nextInt(40), 1);
            return new Case(shape, 1 + random.nextInt(4), random.nextBoolean());
        });
        Window bands = Window.of(90, 40, new int[] {3, 3}, new int[] {1, 1}, new int[] {1, 1}, true);
        Window small = Window.of(7, 7, new int[] {5, 5}, new int[] {1, 1}, new int[] {1, 1}, true);
        return Stream.concat(
                randomCases,
                Stream.of(
                        new Case(new ConvShape(bands, 30, 60, 1), 2, true), // several bands of rows
                        new Case(new ConvShape(small, 70, 300, 1), 1, true))); // several blocks of filters
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        ConvReference.requireClose(Kn2rowConv::new, c, 2e-6, 1e-5, 2e-6);
    }
}
