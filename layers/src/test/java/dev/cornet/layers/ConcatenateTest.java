package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Concatenate}: the inputs side by side along an axis. */
final class ConcatenateTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(Concatenate::new, Shape.of(3, 4), Shape.of(3, 2)),
                layer(() -> new Concatenate(1), Shape.of(3, 4), Shape.of(1, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Concatenate(), row(1, 2), row(3), row(4, 5));
        assertTensor(row(1, 2, 3, 4, 5), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(6, 7, 8, 9, 10)));
        assertTensor(row(6, 7), back.dxs().get(0));
        assertTensor(row(8), back.dxs().get(1));
        assertTensor(row(9, 10), back.dxs().get(2));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Concatenate: axis must not be 0, which is the batch; -1 is the last axis", () -> new Concatenate(0));
        rejectsSamples(
                "Concatenate: takes at least two inputs, got 1. Write new Concatenate().of(a, b).",
                new Concatenate(),
                Shape.of(3));
        rejectsSamples(
                "Concatenate: axis 4 does not exist in samples of 2 axes: choose from 1 to 2, or -1 for the last",
                new Concatenate(4),
                Shape.of(3, 4),
                Shape.of(3, 4));
        rejectsSamples(
                "Concatenate: the inputs must agree in all axes but -1, got [(3, 4), (5, 4)]. Reshape or crop them first.",
                new Concatenate(),
                Shape.of(3, 4),
                Shape.of(5, 4));
    }

    @Test
    void concatenatesAlongAnInnerAxis() {
        LayerRun run = run(
                new Concatenate(1),
                Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2),
                Tensor.of(new float[] {5, 6}, 1, 1, 2));
        assertTensor(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2), run.y());
    }
}
