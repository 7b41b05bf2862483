package dev.cornet.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KerasTest {
    /** Cases where Keras' record lacks an option, or where this library decides otherwise. */
    private static final Set<String> ELSEWHERE = Set.of(
            "huber_delta",
            "huber_delta_large",
            "cosine_similarity_axis1",
            "hinge_other_labels",
            "categorical_crossentropy_zero_row",
            "categorical_crossentropy_logits_soft_labels");

    static Stream<GoldenCase> losses() {
        return GoldenCase.index("losses").values().stream()
                .flatMap(List::stream)
                .filter(name -> !ELSEWHERE.contains(name))
                .map(name -> GoldenCase.read("losses", name));
    }

    @ParameterizedTest
    @MethodSource
    void losses(GoldenCase golden) {
        JsonNode tree = golden.tree();
        Loss loss = (Loss) GoldenCase.unit("dev.cornet.loss", tree.get("config"));
        Tensor t = GoldenCase.tensor(tree.get("y_true"));
        Tensor p = GoldenCase.tensor(tree.get("y_pred"));
        Tensor w = tree.get("sample_weight").isNull() ? null : GoldenCase.tensor(tree.get("sample_weight"));
        loss.checkTargets(t, p);
        int rows = Loss.rows(p);
        double[] l = new double[rows];
        float[] scale = new float[rows];
        loss.losses(t, p, l);
        for (Reduction reduction : Reduction.values()) {
            loss.reduction = reduction;
            loss.scales(t, p, w, scale);
            JsonNode expected = tree.get("loss").get(reduction.name().toLowerCase());
            double sum = 0;
            for (int r = 0; r < rows; r++) {
                sum += scale[r] * l[r];
                if (reduction == Reduction.NONE) {
                    double e = GoldenCase.tensor(expected).data()[r];
                    assertEquals(e, scale[r] * l[r], 1e-6 + 2e-6 * Math.abs(e), "row " + r);
                }
            }
            if (reduction != Reduction.NONE) {
                double e = expected.asDouble();
                assertEquals(e, sum, 1e-6 + 2e-6 * Math.abs(e), reduction.toString());
            }
        }
        loss.reduction = Reduction.SUM_OVER_BATCH_SIZE;
        loss.scales(t, p, w, scale);
        Tensor dp = Tensor.zeros(p.shape());
        loss.gradient(t, p, scale, dp);
        Tensor expected = GoldenCase.tensor(tree.get("gradient"));
        for (int i = 0; i < dp.size(); i++) {
            double e = expected.data()[i];
            assertEquals(e, dp.data()[i], 1e-6 + 1e-5 * Math.abs(e), "gradient " + i);
        }
    }
}
