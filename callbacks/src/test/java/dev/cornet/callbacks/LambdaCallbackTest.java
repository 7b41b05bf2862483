package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LambdaCallbackTest {
    @Test
    void functionsAreCalledInOrder() {
        List<String> calls = new ArrayList<>();
        LambdaCallback callback = new LambdaCallback()
                .onTrainBegin(logs -> calls.add("train begins " + logs.keySet()))
                .onEpochBegin((epoch, logs) -> calls.add("epoch " + epoch + " begins"))
                .onTrainBatchBegin((batch, logs) -> calls.add("batch " + batch + " begins"))
                .onTrainBatchEnd((batch, logs) -> calls.add("batch " + batch + " ends " + logs.keySet()))
                .onEpochEnd((epoch, logs) -> calls.add("epoch " + epoch + " ends " + logs.keySet()))
                .onTrainEnd(logs -> calls.add("train ends " + logs.keySet()));
        Sequential model = new Sequential();
        model.add(new Dense(1).inputShape(1));
        model.compile("sgd", "mse", "mae");
        Tensor x = Tensor.zeros(3, 1);
        model.fit(x, x, new Fit().verbose(0).batchSize(2).validationData(x, x).callbacks(callback));
        assertEquals(
                List.of(
                        "train begins []",
                        "epoch 0 begins",
                        "batch 0 begins",
                        "batch 0 ends [loss, mae]",
                        "batch 1 begins",
                        "batch 1 ends [loss, mae]",
                        "epoch 0 ends [loss, mae, val_loss, val_mae]",
                        "train ends [loss, mae, val_loss, val_mae]"),
                calls);
    }
}
