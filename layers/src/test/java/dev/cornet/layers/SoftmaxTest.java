package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link Softmax}: y = eˣ/Σeˣ. */
final class SoftmaxTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(layer(Softmax::new, Shape.of(5)), mixingSteps(() -> new Softmax(1), Shape.of(3, 5)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new Softmax(), row(0, (float) Math.log(2), (float) Math.log(3)));
        assertTensor(row(1 / 6f, 1 / 3f, 1 / 2f), run.y());
        Tensor dx = run.backward(List.of(row(6, 0, 0))).dxs().get(0); // y·(dy − Σ y·dy)
        assertTensor(row(5 / 6f, -1 / 3f, -1 / 2f), dx);
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("Softmax: axis must not be 0, which is the batch; -1 is the last axis", () -> new Softmax(0));
        rejectsSamples(
                "Softmax: axis 3 does not exist in samples of shape (4): choose from 1 to 1, or -1 for the last",
                new Softmax(3),
                Shape.of(4));
    }

    @Test
    void sumsToOneAlongTheChosenAxis() {
        Tensor x = Tensor.of(new float[] {0, 0, (float) Math.log(3), 0}, 1, 2, 2);
        assertTensor(
                Tensor.of(new float[] {0.25f, 0.5f, 0.75f, 0.5f}, 1, 2, 2),
                run(new Softmax(1), x).y());
    }

    @Test
    void staysFiniteForLargeValues() {
        assertTensor(
                row(0.5f, 0.5f, 0),
                run(new Softmax(), row(3e38f, 3e38f, -3e38f)).y());
    }
}
