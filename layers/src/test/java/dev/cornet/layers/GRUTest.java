package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link GRU}: h ← z·h + (1 − z)·g. */
final class GRUTest extends RecurrentChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new GRU(3), Shape.of(4, 2)),
                layer(() -> new GRU(3).resetAfter(false).returnSequences(true), Shape.of(3, 2)),
                layer(() -> new GRU(2).activation("elu").recurrentActivation("softsign"), Shape.of(3, 2)),
                layer(() -> new GRU(3).dropout(0.4).recurrentDropout(0.3), Shape.of(3, 2)),
                layer(() -> new GRU(3).resetAfter(false).recurrentDropout(0.3).goBackwards(true), Shape.of(3, 2)),
                layer(() -> new GRU(2).returnState(true), Shape.of(3, 2), Shape.of(2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        // z = 1/2, r = 2, g = x + r·(h + 1) with linear activations; the initial h is 1
        Tensor x = Tensor.of(new float[] {3}, 1, 1, 1);
        GRU gru = new GRU(1).activation("linear").recurrentActivation("linear");
        build(gru, x, row(1));
        gru.setWeights(
                Tensor.of(new float[] {0, 0, 1}, 1, 3),
                Tensor.of(new float[] {0, 0, 1}, 1, 3),
                Tensor.of(new float[] {0.5f, 2, 0, 0, 0, 1}, 2, 3));
        LayerRun run = run(gru, x, row(1)); // g = 3 + 2·2 = 7, h = 1/2 + 7/2
        assertArrayEquals(new float[] {4}, run.y().toArray());
        LayerRun.BackwardResult back = run.backward(List.of(row(1)));
        List<Variable> w = gru.variables(); // dz = 1 − 7, dg = 1/2, dr = 1/2·2, dhg = 1/2·2
        assertTensor(Tensor.of(new float[] {-18, 3, 1.5f}, 1, 3), back.dws().get(w.get(0)));
        assertTensor(Tensor.of(new float[] {-6, 1, 1}, 1, 3), back.dws().get(w.get(1)));
        assertTensor(
                Tensor.of(new float[] {-6, 1, 0.5f, -6, 1, 1}, 2, 3), back.dws().get(w.get(2)));
        assertTensor(Tensor.of(new float[] {0.5f}, 1, 1, 1), back.dxs().get(0));
        assertTensor(row(1.5f), back.dxs().get(1)); // z + 1
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsBadOptions(GRU::new, 1);
    }

    @Test
    void hasTwoBiasVectorsOnlyWithResetAfter() {
        Tensor x = Tensor.zeros(1, 3, 2);
        assertShapes("[(2, 12), (4, 12), (2, 12)]", build(new GRU(4), x));
        assertShapes("[(2, 12), (4, 12), (12)]", build(new GRU(4).resetAfter(false), x));
    }

    private static void assertShapes(String expected, GRU gru) {
        org.junit.jupiter.api.Assertions.assertEquals(
                expected, gru.variables().stream().map(Variable::shape).toList().toString());
    }
}
