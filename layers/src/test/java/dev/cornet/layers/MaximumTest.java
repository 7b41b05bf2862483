package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Maximum}: the maximum of the inputs. */
final class MaximumTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(Maximum::new, Shape.of(3, 4), Shape.of(3, 4)),
                layer(Maximum::new, Shape.of(3, 4), Shape.of(1, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Maximum(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(10, 20, 4), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(0, 6, 0), back.dxs().get(0));
        assertTensor(row(5, 0, 7), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "Maximum: takes at least two inputs, got 1. Write new Maximum().of(a, b).", new Maximum(), Shape.of(3));
        rejectsSamples(
                "Maximum: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Maximum(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        LayerRun.BackwardResult back =
                run(new Maximum(), row(1), row(2), row(2)).backward(List.of(row(5)));
        assertTensor(row(0), back.dxs().get(0));
        assertTensor(row(5), back.dxs().get(1));
        assertTensor(row(0), back.dxs().get(2));
    }
}
