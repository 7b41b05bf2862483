package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Dropout}: random values set to zero in training. */
final class DropoutTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Dropout(0.4), Shape.of(5, 6)),
                layer(() -> new Dropout(0.4).seed(3), Shape.of(7)),
                layer(() -> new Dropout(0.4).noiseShape(-1, 1, -1), Shape.of(5, 6)),
                layer(() -> new Dropout(0.4).noiseShape(1, 5, 1), Shape.of(5, 6)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(1, 2, 3, 4, 5, 6, 7, 8);
        assertTensor(x, run(new Dropout(0.75), x).y());
        LayerRun run = train(new Dropout(0.75), x);
        Tensor dx = run.backward(List.of(row(1, 1, 1, 1, 1, 1, 1, 1))).dxs().get(0);
        for (int i = 0; i < x.size(); i++) {
            float y = run.y().get(0, i);
            assertTrue(y == 0 || y == 4 * x.get(0, i), () -> "neither dropped nor scaled by 1/(1 − rate): " + y);
            assertEquals(y / x.get(0, i), dx.get(0, i));
        }
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Dropout: rate must be between 0 and 1, got -0.1", () -> new Dropout(-0.1));
        rejects("Dropout: rate must be between 0 and 1, got 1.5", () -> new Dropout(1.5));
        rejects("Dropout: rate must be between 0 and 1, got NaN", () -> new Dropout(Double.NaN));
        rejectsSamples(
                "Dropout: noise_shape must have 3 axes, the first -1 (each sample) or 1 (all alike), got (None, 1)",
                new Dropout(0.5).noiseShape(-1, 1),
                Shape.of(5, 6));
        rejectsSamples(
                "Dropout: noise_shape (None, 3) does not fit samples of shape (5): an axis must be -1, 1 or the sample's",
                new Dropout(0.5).noiseShape(-1, 3),
                Shape.of(5));
    }

    @Test
    void dropsTheFractionGivenByItsRate() {
        float[] y = train(new Dropout(0.3), Tensor.of(new float[][] {ones(20_000)}))
                .y()
                .toArray();
        long dropped = IntStream.range(0, y.length).filter(i -> y[i] == 0).count();
        assertEquals(0.3, dropped / 20_000.0, 0.01); // three standard deviations √(0.3·0.7/20000)
    }

    @Test
    void dropsWholeChannelsWithANoiseShape() {
        Tensor y = train(new Dropout(0.5).noiseShape(-1, 1, 1, 16), Tensor.of(ones(4 * 16), 1, 2, 2, 16))
                .y();
        for (int c = 0; c < 16; c++) {
            assertEquals(y.get(0, 0, 0, c), y.get(0, 1, 1, c));
        }
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
