package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Reshape}: each sample in another shape. */
final class ReshapeTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(() -> new Reshape(3, -1), Shape.of(6, 2)), layer(() -> new Reshape(12), Shape.of(6, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Reshape(2, 2), row(1, 2, 3, 4));
        assertTensor(Tensor.of(new float[] {1, 2, 3, 4}, 1, 2, 2), run.y());
        Tensor dy = Tensor.of(new float[] {5, 6, 7, 8}, 1, 2, 2);
        assertTensor(row(5, 6, 7, 8), run.backward(List.of(dy)).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        String options = "Reshape: target_shape may hold one -1 and no other negative size, got ";
        rejects(options + "[-1, -1]", () -> new Reshape(-1, -1));
        rejects(options + "[2, -3]", () -> new Reshape(2, -3));
        rejectsSamples(
                "Reshape: cannot see samples of shape (4, 3) (12 values) as [5]: the numbers of values must be equal",
                new Reshape(5),
                Shape.of(4, 3));
    }

    @Test
    void computesTheUnknownSize() {
        Reshape reshape = new Reshape(2, -1);
        assertEquals(List.of(Shape.of(-1, 2, 3)), LayerAccess.buildOrCheck(reshape, List.of(Shape.of(-1, 6))));
        assertEquals(
                List.of(Shape.of(-1, 2, 4)),
                LayerAccess.buildOrCheck(reshape, List.of(Shape.of(-1, 8))),
                "no weights depend on the shape");
    }
}
