package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Average}: the mean of the inputs. */
final class AverageTest extends MergeChecks {
    AverageTest() {
        super(Average::new, row(5.5f, 11, 3.5f), row(2.5f, 3, 3.5f), row(2.5f, 3, 3.5f));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Average::new, Shape.of(3, 1), Shape.of(1, 4)), layer(Average::new, IMAGE, IMAGE, IMAGE));
    }

    @Test
    void dividesByTheNumberOfInputs() {
        LayerRun run = run(new Average(), row(1), row(2), row(6));
        assertTensor(row(3), run.y());
        assertTensor(row(4), run.backward(List.of(row(12))).dxs().get(2));
    }
}
