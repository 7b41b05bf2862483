package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link GaussianNoise}: normally distributed noise in training. */
final class GaussianNoiseTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new GaussianNoise(0.5), Shape.of(3, 4)),
                layer(() -> new GaussianNoise(2).seed(4), Shape.of(5)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(1, 2, 3);
        assertTensor(x, run(new GaussianNoise(5), x).y());
        assertTensor(
                row(4, 5, 6),
                train(new GaussianNoise(5), x)
                        .backward(List.of(row(4, 5, 6)))
                        .dxs()
                        .get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("GaussianNoise: stddev, the deviation, must be 0 or more, got -1.0", () -> new GaussianNoise(-1));
        rejects(
                "GaussianNoise: stddev, the deviation, must be 0 or more, got NaN",
                () -> new GaussianNoise(Double.NaN));
    }

    @Test
    void addsNoiseWithItsDeviation() {
        float[] y = train(new GaussianNoise(2), Tensor.zeros(1, 20_000)).y().toArray();
        double sum = 0;
        double squares = 0;
        for (float v : y) {
            sum += v;
            squares += v * v;
        }
        assertEquals(0, sum / y.length, 0.05); // 3.5 standard deviations 2/√20000
        assertEquals(4, squares / y.length, 0.14); // 3.5 standard deviations 4·√(2/20000)
    }
}
