package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link LayerNormalization}: each sample normalized to mean 0 and variance 1. */
final class LayerNormalizationTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(LayerNormalization::new, Shape.of(5)),
                mixingSteps(() -> new LayerNormalization().axis(1, 2).scale(false), Shape.of(3, 4)),
                mixingSteps(
                        () -> new LayerNormalization()
                                .axis(-1, -2)
                                .center(false)
                                .epsilon(0.1),
                        Shape.of(2, 3, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = row(1, 3);
        LayerNormalization norm = build(new LayerNormalization().epsilon(3), x); // √(1 + 3) = 2
        norm.setWeights(row(10, 100).reshape(2), row(5, 5).reshape(2));
        LayerRun run = run(norm, x);
        assertTensor(row(0, 55), run.y());
        LayerRun.BackwardResult back = run.backward(List.of(row(0.1f, 0))); // du = (1, 0), mean 1/2, mean du·u = −1/4
        assertTensor(row(0.1875f, -0.1875f), back.dxs().get(0));
        assertTensor(row(-0.05f, 0).reshape(2), back.dws().get(norm.variables().get(0)));
        assertTensor(row(0.1f, 0).reshape(2), back.dws().get(norm.variables().get(1)));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "LayerNormalization: epsilon must be positive, got 0.0",
                () -> new LayerNormalization().epsilon(0).check());
        rejects(
                "LayerNormalization: axis must name at least one axis",
                () -> new LayerNormalization().axis().check());
        rejectsSamples(
                "LayerNormalization: axis [1, 3] must name axes of samples (3, 4), each once: 1 to 2, or from the end -1 to -2",
                new LayerNormalization().axis(1, 3),
                Shape.of(3, 4));
    }

    /**
     * Along inner axes the layer computes the same as along the last axes between two Permute layers; γ and β keep the order of the axes.
     */
    @Test
    void normalizesAlongInnerAxes() {
        Tensor x = Tensor.zeros(2, 2, 3, 2);
        Tensor y = Tensor.zeros(2, 2, 3, 2);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (i * 7 % 11) - 4;
            y.data()[i] = (i * 5 % 7) - 3;
        }
        for (int[] axis : new int[][] {{1}, {2}, {1, 2}, {-2, -3}, {1, 3}}) {
            Model inner = new Sequential(new LayerNormalization().axis(axis).inputShape(2, 3, 2));
            boolean one = axis.length == 1;
            int[] toLast = axis[0] == 2
                    ? new int[] {1, 3, 2}
                    : one ? new int[] {2, 3, 1} : axis[1] == 3 ? new int[] {2, 1, 3} : new int[] {3, 1, 2};
            int[] inverse = axis[0] == 2
                    ? new int[] {1, 3, 2}
                    : one ? new int[] {3, 1, 2} : axis[1] == 3 ? new int[] {2, 1, 3} : new int[] {2, 3, 1};
            Model permuted = new Sequential(
                    new Permute(toLast).inputShape(2, 3, 2),
                    new LayerNormalization().axis(one ? new int[] {-1} : new int[] {-2, -1}),
                    new Permute(inverse));
            for (Model model : List.of(inner, permuted)) {
                model.compile(new SGD(0.1), "mse");
                model.fit(x, y, new Fit().verbose(0).epochs(3).batchSize(2));
            }
            assertArrayEquals(permuted.predict(x).toArray(), inner.predict(x).toArray(), 1e-6f, Arrays.toString(axis));
            assertArrayEquals(
                    permuted.getWeights().get(0).toArray(),
                    inner.getWeights().get(0).toArray(),
                    1e-6f);
        }
    }

    @Test
    void isTheSameInTrainingAndInference() {
        Tensor x = Tensor.of(new float[] {1, 5, -3, 2, 2, 7}, 2, 3);
        LayerNormalization norm = build(new LayerNormalization(), x);
        assertArrayEquals(train(norm, x).y().toArray(), run(norm, x).y().toArray());
    }
}
