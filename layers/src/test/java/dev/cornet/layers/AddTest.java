package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Add}: y = x₁ + x₂ + …. */
final class AddTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Add::new, IMAGE, IMAGE, IMAGE), layer(Add::new, Shape.of(3, 4), Shape.of(4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Add(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(11, 22, 7), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(5, 6, 7), back.dxs().get(0));
        assertTensor(row(5, 6, 7), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples("Add: takes at least two inputs, got 1. Write new Add().of(a, b).", new Add(), Shape.of(3));
        rejectsSamples(
                "Add: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Add(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void broadcastsASmallerInputAndSumsItsGradient() {
        LayerRun run = run(new Add(), row(1, 2, 3), row(10));
        assertTensor(row(11, 12, 13), run.y());
        assertTensor(row(18), run.backward(List.of(row(5, 6, 7))).dxs().get(1));
    }
}
