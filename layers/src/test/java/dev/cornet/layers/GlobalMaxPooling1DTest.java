package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link GlobalMaxPooling1D}: the maximum over all steps. */
final class GlobalMaxPooling1DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(GlobalMaxPooling1D::new, Shape.of(5, 3)),
                layer(() -> new GlobalMaxPooling1D().keepdims(true), Shape.of(4, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.of(new float[] {1, 9, 5, 3}, 1, 2, 2);
        LayerRun run = run(new GlobalMaxPooling1D(), x);
        assertTensor(row(5, 9), run.y());
        assertTensor(
                Tensor.of(new float[] {0, 2, 1, 0}, 1, 2, 2),
                run.backward(List.of(row(1, 2))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejectsSamples(
                "GlobalMaxPooling1D: wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding before it.",
                new GlobalMaxPooling1D(),
                Shape.of(4));
    }

    @Test
    void sharesTheGradientAmongEquals() {
        LayerRun run = run(new GlobalMaxPooling1D(), Tensor.of(new float[] {5, 1, 5, 5}, 1, 4, 1));
        assertTensor(
                Tensor.of(new float[] {2, 0, 2, 2}, 1, 4, 1),
                run.backward(List.of(row(6))).dxs().get(0));
    }
}
