package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Subtract}: y = x₁ − x₂. */
final class SubtractTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Subtract::new, Shape.of(3, 4), Shape.of(3, 1)), layer(Subtract::new, IMAGE, IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Subtract(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(-9, 18, -1), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(5, 6, 7), back.dxs().get(0));
        assertTensor(row(-5, -6, -7), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String message = "Subtract: takes two inputs, got %d. Write new Subtract().of(a, b).";
        rejectsSamples(message.formatted(1), new Subtract(), Shape.of(3));
        rejectsSamples(message.formatted(3), new Subtract(), Shape.of(3), Shape.of(3), Shape.of(3));
        rejectsSamples(
                "Subtract: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Subtract(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void broadcastsTheFirstInputToo() {
        LayerRun run = run(new Subtract(), row(10), row(1, 2));
        assertTensor(row(9, 8), run.y());
        assertTensor(row(12), run.backward(List.of(row(5, 7))).dxs().get(0));
    }
}
