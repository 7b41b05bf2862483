package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link BatchNormalization}: y = γ·(x − μ)/√(σ² + ε) + β. */
final class BatchNormalizationTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(BatchNormalization::new, IMAGE),
                layer(() -> new BatchNormalization().axis(1).scale(false).momentum(0.5), IMAGE),
                layer(() -> new BatchNormalization().trainable(false), Shape.of(4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[][] {{1}, {3}}); // μ = 2, σ² = 1
        BatchNormalization norm = build(new BatchNormalization().epsilon(3), x);
        List<Variable> w = norm.variables();
        w.get(0).mutableValue().set(4, 0); // γ
        w.get(1).mutableValue().set(1, 0); // β
        LayerRun run = train(norm, x);
        assertTensor(Tensor.of(new float[][] {{-1}, {3}}), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(Tensor.of(new float[][] {{1}, {0}})));
        // dx = γ/(n·√(σ² + ε))·(n·dy − Σdy − x̂·Σ(dy·x̂)) with x̂ = ∓½
        assertTensor(Tensor.of(new float[][] {{0.75f}, {-0.75f}}), back.dxs().get(0));
        assertEquals(-0.5f, back.dws().get(w.get(0)).get(0));
        assertEquals(1, back.dws().get(w.get(1)).get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "BatchNormalization: axis must not be 0, which is the batch; -1 is the last axis",
                () -> new BatchNormalization().axis(0).check());
        rejects(
                "BatchNormalization: momentum must be between 0 and 1, got 1.1",
                () -> new BatchNormalization().momentum(1.1).check());
        rejects(
                "BatchNormalization: epsilon must be positive, got 0.0",
                () -> new BatchNormalization().epsilon(0).check());
        rejectsSamples(
                "BatchNormalization: axis 3 does not exist in samples of shape (5): choose from 1 to 1, or -1 for the last",
                new BatchNormalization().axis(3),
                Shape.of(5));
    }

    @Test
    void movesItsStatisticsTowardsThoseOfTheBatch() {
        Tensor x = Tensor.of(new float[][] {{1}, {5}}); // μ = 3, σ² = 4
        BatchNormalization norm = build(new BatchNormalization().momentum(0.5), x);
        train(norm, x).updates().forEach(PlacedUpdate::commit);
        assertEquals(1.5f, norm.getWeights().get(2).get(0)); // from 0
        assertEquals(2.5f, norm.getWeights().get(3).get(0)); // from 1
    }

    @Test
    void usesMovingStatisticsWhenFrozen() {
        Tensor x = Tensor.of(new float[][] {{1}, {5}});
        BatchNormalization norm = build(new BatchNormalization().epsilon(3).trainable(false), x);
        LayerRun run = train(norm, x); // μ = 0, σ² = 1
        assertTensor(Tensor.of(new float[][] {{0.5f}, {2.5f}}), run.y());
        assertTrue(run.updates().isEmpty());
    }
}
