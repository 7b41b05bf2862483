package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Run;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each sample brought to mean 0 and variance 1. */
final class LayerNormalizationTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(LayerNormalization::new, Shape.of(5)),
                layer(() -> new LayerNormalization().axis(1, 2).scale(false), Shape.of(3, 4)),
                layer(() -> new LayerNormalization().axis(-1, -2).center(false).epsilon(0.1), Shape.of(2, 3, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(1, 3);
        LayerNormalization norm = build(new LayerNormalization().epsilon(3), x); // √(1 + 3) = 2
        norm.setWeights(row(10, 100).reshape(2), row(5, 5).reshape(2));
        Run run = run(norm, x);
        assertTensor(row(0, 55), run.y());
        Run.Back back = run.backward(List.of(row(0.1f, 0))); // du = (1, 0), mean 1/2, mean du·u = −1/4
        assertTensor(row(0.1875f, -0.1875f), back.dxs().get(0));
        assertTensor(row(-0.05f, 0).reshape(2), back.dws().get(norm.variables().get(0)));
        assertTensor(row(0.1f, 0).reshape(2), back.dws().get(norm.variables().get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "LayerNormalization: epsilon must be positive, got 0.0",
                () -> new LayerNormalization().epsilon(0).check());
        rejects(
                "LayerNormalization: axis must name at least one axis",
                () -> new LayerNormalization().axis().check());
        rejectsSamples(
                "LayerNormalization: axis [1] must name last axes of samples (3, 4). Put a Permute before it.",
                new LayerNormalization().axis(1),
                Shape.of(3, 4));
    }

    @Test
    void isTheSameInTrainingAndOutOfIt() {
        Tensor x = Tensor.of(new float[] {1, 5, -3, 2, 2, 7}, 2, 3);
        LayerNormalization norm = build(new LayerNormalization(), x);
        assertArrayEquals(train(norm, x).y().toArray(), run(norm, x).y().toArray());
    }
}
