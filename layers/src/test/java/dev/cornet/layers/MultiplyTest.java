package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Multiply}: the product of the inputs. */
final class MultiplyTest extends MergeChecks {
    MultiplyTest() {
        super(Multiply::new, row(10, 40, 12), row(50, 12, 28), row(5, 120, 21));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Multiply::new, Shape.of(3, 4), Shape.of(1, 4), Shape.of(3, 4)));
    }

    @Test
    void gradientOfAZeroIsTheProductOfTheOthers() {
        LayerRun run = run(new Multiply(), row(0), row(2), row(3));
        assertTensor(row(0), run.y());
        assertTensor(row(6), run.backward(List.of(row(1))).dxs().get(0));
    }
}
