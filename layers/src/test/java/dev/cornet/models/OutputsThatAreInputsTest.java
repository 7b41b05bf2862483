package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An input may itself be an output of the model, alone or with other outputs: it has a loss, but no weights. */
class OutputsThatAreInputsTest {
    private final Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
    private final Tensor y = Tensor.of(new float[] {4, 2}, 1, 2); // mse 4.5

    @Test
    void aModelWithoutLayersHasALoss() {
        Symbol in = Input.of(2);
        Model model = new Model(in, in);
        model.compile("sgd", "mse");
        History history = model.fit(x, y, new Fit().verbose(0).epochs(2));
        assertArrayEquals(new double[] {4.5, 4.5}, history.get("loss"), 1e-6);
        assertEquals(4.5, model.trainOnBatch(x, y).loss(), 1e-6);
        assertEquals(4.5, model.evaluate(x, y).loss(), 1e-6);
        assertArrayEquals(x.toArray(), model.predict(x).toArray());
    }

    @Test
    void anInputAmongTheOutputsOnlyAddsItsLoss() {
        Symbol in = Input.of(2);
        Model model = new Model(List.of(in), List.of(in, in.then(new Dense(2).kernelInitializer("zeros"))));
        model.compile("sgd", "mse"); // the layer gives 0: mse 10 at first
        model.fit(List.of(x), List.of(y, y), new Fit().verbose(0));
        assertEquals(14.5, model.history().get("loss")[0], 1e-5);
        // dL/db = 2/2 (0 - y) = -y, dL/dw = x' db
        assertArrayEquals(new float[] {0.04f, 0.02f}, model.getWeights().get(1).toArray(), 1e-7f);
        assertArrayEquals(
                new float[] {0.04f, 0.02f, 0.08f, 0.04f},
                model.getWeights().get(0).toArray(),
                1e-7f);
    }
}
