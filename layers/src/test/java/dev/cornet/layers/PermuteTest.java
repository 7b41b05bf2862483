package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Permute}: axes in another order. */
final class PermuteTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new Permute(2, 1), Shape.of(3, 4)),
                layer(() -> new Permute(3, 1, 2), Shape.of(2, 3, 4)),
                layer(() -> new Permute(1), Shape.of(5)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
        LayerRun run = run(new Permute(2, 1), x);
        assertTensor(Tensor.of(new float[] {1, 4, 2, 5, 3, 6}, 1, 3, 2), run.y());
        assertTensor(x, run.backward(List.of(run.y())).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Permute: dims must be the numbers 1 to 2 in some order, got [0, 1]", () -> new Permute(0, 1));
        rejects("Permute: dims must be the numbers 1 to 2 in some order, got [2, 2]", () -> new Permute(2, 2));
        rejects("Permute: dims must not be empty", () -> new Permute(new int[0]));
        rejectsSamples("Permute: dims [2, 1] wants samples of 2 axes, got (3)", new Permute(2, 1), Shape.of(3));
    }

    @Test
    void putsEveryAxisInItsPlace() {
        assertEquals(
                List.of(Shape.of(-1, 4, 2, 3)),
                LayerAccess.buildOrCheck(new Permute(3, 1, 2), List.of(Shape.of(-1, 2, 3, 4))));
    }
}
