package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Average}: the mean of the inputs. */
final class AverageTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Average::new, Shape.of(3, 1), Shape.of(1, 4)), layer(Average::new, IMAGE, IMAGE, IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Average(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(5.5f, 11, 3.5f), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(2.5f, 3, 3.5f), back.dxs().get(0));
        assertTensor(row(2.5f, 3, 3.5f), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "Average: takes at least two inputs, got 1. Write new Average().of(a, b).", new Average(), Shape.of(3));
        rejectsSamples(
                "Average: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Average(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void dividesByTheNumberOfInputs() {
        LayerRun run = run(new Average(), row(1), row(2), row(6));
        assertTensor(row(3), run.y());
        assertTensor(row(4), run.backward(List.of(row(12))).dxs().get(2));
    }
}
