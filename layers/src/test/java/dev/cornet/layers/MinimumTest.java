package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Minimum}: the minimum of the inputs. */
final class MinimumTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(Minimum::new, Shape.of(3, 4), Shape.of(3, 1)),
                layer(Minimum::new, Shape.of(3, 4), Shape.of(3, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Minimum(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(1, 2, 3), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(5, 0, 7), back.dxs().get(0));
        assertTensor(row(0, 6, 0), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "Minimum: takes at least two inputs, got 1. Write new Minimum().of(a, b).", new Minimum(), Shape.of(3));
        rejectsSamples(
                "Minimum: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Minimum(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void givesTheGradientToTheFirstOfEquals() {
        LayerRun.BackwardResult back =
                run(new Minimum(), row(3), row(2), row(2)).backward(List.of(row(5)));
        assertTensor(row(0), back.dxs().get(0));
        assertTensor(row(5), back.dxs().get(1));
        assertTensor(row(0), back.dxs().get(2));
    }
}
