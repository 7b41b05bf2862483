package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Add}: y = x₁ + x₂ + …. */
final class AddTest extends MergeChecks {
    AddTest() {
        super(Add::new, row(11, 22, 7), row(5, 6, 7), row(5, 6, 7));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Add::new, IMAGE, IMAGE, IMAGE), layer(Add::new, Shape.of(3, 4), Shape.of(4)));
    }

    @Test
    void broadcastsASmallerInputAndSumsItsGradient() {
        LayerRun run = run(new Add(), row(1, 2, 3), row(10));
        assertTensor(row(11, 12, 13), run.y());
        assertTensor(row(18), run.backward(List.of(row(5, 6, 7))).dxs().get(1));
    }
}
