package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Multiply}: the product of the inputs. */
final class MultiplyTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Multiply::new, Shape.of(3, 4), Shape.of(1, 4), Shape.of(3, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Multiply(), row(1, 20, 3), row(10, 2, 4));
        assertTensor(row(10, 40, 12), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(5, 6, 7)));
        assertTensor(row(50, 12, 28), back.dxs().get(0));
        assertTensor(row(5, 120, 21), back.dxs().get(1));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "Multiply: takes at least two inputs, got 1. Write new Multiply().of(a, b).",
                new Multiply(),
                Shape.of(3));
        rejectsSamples(
                "Multiply: takes inputs of one shape, or with axes of size 1 to repeat, got [(3), (4)]."
                        + " Bring them to one shape first, as by Dense or a 1x1 Conv2D.",
                new Multiply(),
                Shape.of(3),
                Shape.of(4));
    }

    @Test
    void gradientOfAZeroIsTheProductOfTheOthers() {
        LayerRun run = run(new Multiply(), row(0), row(2), row(3));
        assertTensor(row(0), run.y());
        assertTensor(row(6), run.backward(List.of(row(1))).dxs().get(0));
    }
}
