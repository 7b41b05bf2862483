package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.initializers.GlorotUniform;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Compile;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer of two outputs, each with a name, a loss and a metric of its own. */
class TwoOutputsTest {
    @Test
    void areTrainedWithTwoLosses(@TempDir Path folder) {
        Symbol x = Input.of(3);
        List<Symbol> parts = x.then(new Dense(4).kernelInitializer(new GlorotUniform().seed(7)))
                .then(new MeanAndDeviation())
                .node()
                .outputs();
        Model model = new Model(x, Map.of("mean", parts.get(0), "deviation", parts.get(1)));
        model.seed(3);
        model.compile(new Compile(new Adam(0.02), Map.of("mean", "mse", "deviation", "mae"))
                .metrics(Map.of("mean", "mae"))
                .lossWeights(Map.of("deviation", 0.5)));
        Tensor data = Tensor.zeros(40, 3);
        Tensor means = Tensor.zeros(40, 1);
        Tensor deviations = Tensor.zeros(40, 4);
        for (int i = 0; i < data.size(); i++) {
            data.data()[i] = (i * 7 % 19 - 9) / 9f;
            means.data()[i / 3] += data.data()[i] / 2;
            deviations.data()[i / 3 * 4 + i % 3] = data.data()[i];
            deviations.data()[i / 3 * 4 + 3] -= data.data()[i];
        }
        List<Tensor> targets = model.perOutput(Map.of("mean", means, "deviation", deviations));
        History history = model.fit(List.of(data), targets, new Fit().epochs(80).verbose(0));
        assertEquals(
                Set.of("loss", "mean_loss", "deviation_loss", "mean_mae"),
                history.metrics().keySet());
        for (String name : List.of("mean_loss", "deviation_loss")) {
            double[] losses = history.get(name);
            assertTrue(losses[79] < 0.3 * losses[0], () -> name + ": " + losses[0] + " to " + losses[79]);
        }
        List<Tensor> ys = model.predict(List.of(data), new Predict());
        assertEquals(
                Shape.of(40, 1), ys.get(model.outputNames().indexOf("mean")).shape());
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertEquals(
                model.evaluate(List.of(data), targets, new Evaluate()).metrics(),
                loaded.evaluate(
                                List.of(data),
                                loaded.perOutput(Map.of("deviation", deviations, "mean", means)),
                                new Evaluate())
                        .metrics());
    }
}
