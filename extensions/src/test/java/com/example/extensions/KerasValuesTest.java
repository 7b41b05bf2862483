package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.layers.Dense;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Reduction;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.RunningMetric;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Evaluation;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses, metrics and optimizers written outside of Cornet give Keras' values. */
class KerasValuesTest {
    private static FluentLoss<?> loss(Golden golden) {
        JsonNode config = golden.get("config").get("config");
        if (golden.name().contains("logits_focal")) {
            return new FocalLossOnLogits().gamma(config.get("gamma").asDouble());
        }
        if (golden.name().contains("logits_binary_focal")) {
            return new BinaryFocalOnLogits().gamma(config.get("gamma").asDouble());
        }
        if (golden.name().contains("tversky")) {
            return new Tversky(
                    config.get("alpha").asDouble(), config.get("beta").asDouble());
        }
        if (golden.name().contains("focal")) {
            return new FocalLoss(
                    config.get("alpha").asDouble(), config.get("gamma").asDouble());
        }
        return golden.name().contains("per_sample") ? new SampleDice() : new Dice();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "focal",
                "focal_weighted",
                "focal_options",
                "logits_focal",
                "logits_binary_focal",
                "tversky",
                "dice",
                "dice_weighted",
                "dice_per_sample",
                "dice_per_sample_weighted"
            })
    void losses(String name) {
        Golden golden = Golden.read("extensions", name);
        Tensor y = golden.tensor("y_true");
        Tensor p = golden.tensor("y_pred");
        Tensor w = golden.get("sample_weight").isNull() ? null : golden.tensor("sample_weight");
        for (Reduction reduction :
                List.of(Reduction.SUM_OVER_BATCH_SIZE, Reduction.SUM, Reduction.MEAN_WITH_SAMPLE_WEIGHT)) {
            double expected =
                    golden.get("loss").get(reduction.name().toLowerCase()).asDouble();
            assertEquals(
                    expected,
                    valueAndGradient(loss(golden).reduction(reduction), y, p, w).value,
                    1e-6 * (1 + expected),
                    reduction.name());
        }
        Tensor expected = golden.tensor("gradient");
        float[] got = valueAndGradient(loss(golden), y, p, w).gradient.toArray();
        if (golden.name().contains("focal") && !golden.name().contains("logits")) {
            got = ofNormalized(p, got);
        }
        assertArrayEquals(expected.toArray(), got, 2e-6f);
    }

    private record ValueAndGradient(double value, Tensor gradient) {}

    /** The loss of a model that computes y = w with one step of gradient descent, whose gradient is the difference of its weights. */
    private static ValueAndGradient valueAndGradient(FluentLoss<?> loss, Tensor y, Tensor p, Tensor weight) {
        Sequential model = new Sequential(new FreeOutput(p.shape()).inputShape(1));
        model.compile(new SGD(1), loss);
        model.setWeights(List.of(p));
        Tensor x = Tensor.zeros(p.shape().dim(0), 1);
        Evaluation step = weight == null ? model.trainOnBatch(x, y) : model.trainOnBatch(x, y, weight);
        Tensor gradient = model.getWeights().get(0).copy();
        for (int i = 0; i < gradient.size(); i++) {
            gradient.data()[i] = p.data()[i] - gradient.data()[i];
        }
        return new ValueAndGradient(step.loss(), gradient);
    }

    /** Keras divides each row by its sum first: dp = (dq − Σ dq·q)/Σp. */
    private static float[] ofNormalized(Tensor p, float[] dq) {
        int n = p.shape().last();
        float[] dp = new float[dq.length];
        for (int at = 0; at < dq.length; at += n) {
            double sum = 0;
            double dot = 0;
            for (int i = at; i < at + n; i++) {
                sum += p.data()[i];
                dot += dq[i] * p.data()[i];
            }
            for (int i = at; i < at + n; i++) {
                dp[i] = (float) ((dq[i] - dot / sum) / sum);
            }
        }
        return dp;
    }

    @ParameterizedTest
    @CsvSource({"mean_iou", "mean_iou_weighted", "mean_iou_labels", "macro_f1", "macro_f1_weighted"})
    void metrics(String name) {
        Golden golden = Golden.read("extensions", name);
        Metric metric = name.contains("iou") ? new MeanIoU().numClasses(3) : new MacroF1();
        RunningMetric running = new RunningMetric(metric);
        for (JsonNode batch : golden.get("batches")) {
            JsonNode weight = batch.get("sample_weight");
            running.update(
                    Golden.tensor(batch.get("y_true")),
                    Golden.tensor(batch.get("y_pred")),
                    weight.isNull() ? null : Golden.tensor(weight));
            assertEquals(batch.get("result").asDouble(), running.result(), 1e-6);
        }
    }

    private static FluentOptimizer<?> optimizer(Golden golden) {
        JsonNode config = golden.get("config").get("config");
        double rate = config.get("learning_rate").asDouble();
        FluentOptimizer<?> optimizer = golden.name().contains("adafactor")
                ? new Adafactor(rate)
                : new Lamb(rate)
                        .betas(
                                config.get("beta_1").asDouble(),
                                config.get("beta_2").asDouble())
                        .epsilon(config.get("epsilon").asDouble());
        if (!config.get("clipnorm").isNull()) {
            optimizer.clipnorm(config.get("clipnorm").asDouble());
        }
        if (!config.get("global_clipnorm").isNull()) {
            optimizer.globalClipnorm(config.get("global_clipnorm").asDouble());
        }
        if (!config.get("weight_decay").isNull()) {
            optimizer.weightDecay(config.get("weight_decay").asDouble());
        }
        if (config.get("use_ema").asBoolean()) {
            optimizer
                    .useEma(true)
                    .emaMomentum(config.get("ema_momentum").asDouble())
                    .emaOverwriteFrequency(config.get("ema_overwrite_frequency").asInt());
        }
        if (!config.get("gradient_accumulation_steps").isNull()) {
            optimizer.gradientAccumulationSteps(
                    config.get("gradient_accumulation_steps").asInt());
        }
        return optimizer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lamb",
                "lamb_options",
                "lamb_clipnorm_weight_decay",
                "lamb_global_clipnorm",
                "lamb_ema",
                "lamb_gradient_accumulation",
                "adafactor"
            })
    void optimizers(String name) {
        Golden golden = Golden.read("extensions", name);
        FluentOptimizer<?> optimizer = optimizer(golden);
        List<Variable> weights = new ArrayList<>();
        for (Tensor start : golden.tensors("start")) {
            FreeOutput layer = new FreeOutput(start.shape());
            new Sequential(layer.inputShape(1)).setWeights(List.of(start));
            weights.addAll(layer.variables());
        }
        JsonNode values = golden.get("values");
        for (int step = 0; step < values.size(); step++) {
            List<Tensor> gradients = new ArrayList<>();
            for (JsonNode gradient : golden.get("gradients").get(step)) {
                gradients.add(Golden.tensor(gradient));
            }
            optimizer.apply(weights, gradients);
            for (int k = 0; k < weights.size(); k++) {
                assertArrayEquals(
                        Golden.tensor(values.get(step).get(k)).toArray(),
                        weights.get(k).value().toArray(),
                        3e-6f,
                        "step " + step + ", " + k);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dice_fit", "dice_fit_weighted"})
    void trainingWithALossOfWholeBatches(String name) {
        Golden golden = Golden.read("extensions", name);
        Tensor x = golden.tensor("x");
        Tensor y = golden.tensor("y");
        Tensor w = golden.get("sample_weight").isNull() ? null : golden.tensor("sample_weight");
        Sequential model =
                new Sequential(new Dense(24).inputShape(6).activation("tanh"), new Dense(3).activation("sigmoid"));
        model.setWeights(golden.tensors("start"));
        model.compile(new SGD(0.5), new Dice());
        Fit fit = new Fit()
                .batchSize(16)
                .epochs(3)
                .verbose(0)
                .shuffle(false)
                .validationData(x.rows(0, 10), y.rows(0, 10));
        History history = model.fit(x, y, w == null ? fit : fit.sampleWeight(w));
        for (String key : List.of("loss", "val_loss")) {
            for (int epoch = 0; epoch < 3; epoch++) {
                assertEquals(golden.get("history").get(key).get(epoch).asDouble(), history.get(key)[epoch], 1e-6, key);
            }
        }
        Evaluate evaluate = new Evaluate().batchSize(16).verbose(0);
        double loss = model.evaluate(x, y, w == null ? evaluate : evaluate.sampleWeight(w))
                .loss();
        assertEquals(golden.get("evaluation").asDouble(), loss, 1e-6);
        List<Tensor> expected = golden.tensors("weights");
        for (int k = 0; k < expected.size(); k++) {
            assertArrayEquals(
                    expected.get(k).toArray(), model.getWeights().get(k).toArray(), 2e-6f);
        }
    }
}
