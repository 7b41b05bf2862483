package dev.cornet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Reshape;
import dev.cornet.loss.BinaryCrossentropy;
import dev.cornet.optimizer.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cross-entropy is computed from logits wherever Keras does so, and nowhere else. */
class LogitsTest {
    private static final Tensor X = Tensor.of(new float[] {1, -1, 0.5f, -0.5f}, 4, 1);
    private static final Tensor CLASSES = Tensor.of(new float[] {1, 1, 0, 0}, 4);

    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void restoreWarnings() {
        Console.onWarning(Console::toStandardError);
    }

    private Model model(Dense dense, Object loss, Object... metrics) {
        Console.onWarning(warnings::add);
        Sequential model = new Sequential(dense.useBias(false).named("out").inputShape(1));
        boolean one = dense.countParams() == 1;
        model.setWeights(Tensor.of(one ? new float[] {50} : new float[] {50, -50}, 1, one ? 1 : 2));
        model.compile(new SGD(0), loss, metrics);
        return model;
    }

    private static void assertOneNumber(double expected, Model model, Tensor y, String metric) {
        History history = model.fit(X, y, new Fit().verbose(0).validationData(X, y));
        Evaluation evaluation = model.evaluate(X, y);
        for (String name : List.of("loss", metric)) {
            assertEquals(expected, history.get(name)[0], 1e-6 * expected, name);
            assertEquals(expected, history.get("val_" + name)[0], 1e-6 * expected, "val_" + name);
            assertEquals(expected, evaluation.get(name), 1e-6 * expected, "evaluate " + name);
        }
        assertEquals(expected, model.testOnBatch(X, y).get("loss"), 1e-6 * expected);
        assertEquals(expected, model.trainOnBatch(X, y).get(metric), 1e-6 * expected);
    }

    /** −log softmax(50, −50) at the wrong class is 100, at half the input 50: (0 + 100 + 0 + 50) / 4, a quarter of it by sigmoid. */
    @Test
    void givesOneNumberEverywhere() {
        assertOneNumber(
                37.5,
                model(new Dense(2).activation("softmax"), "sparse_categorical_crossentropy", "crossentropy"),
                CLASSES,
                "crossentropy");
        assertOneNumber(
                18.75,
                model(new Dense(1).activation("sigmoid"), "binary_crossentropy", "binary_crossentropy"),
                CLASSES,
                "binary_crossentropy");
        assertEquals(List.of(), warnings);
    }

    /** −log σ(2) = 0.126928 */
    @Test
    void takesLogitsWhereTheLossWantsThemAndSaysSo() {
        Console.onWarning(warnings::add);
        Sequential model = new Sequential(
                new Dense(1).activation("sigmoid").useBias(false).named("out").inputShape(1));
        model.setWeights(Tensor.of(new float[] {1}, 1, 1));
        model.compile(new SGD(0), new BinaryCrossentropy().fromLogits(true));
        Tensor x = Tensor.of(new float[] {2}, 1, 1);
        Tensor y = Tensor.of(new float[] {1}, 1, 1);
        assertEquals(0.126928, model.fit(x, y, new Fit().verbose(0)).get("loss")[0], 1e-6);
        assertEquals(0.126928, model.evaluate(x, y).get("loss"), 1e-6);
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0).contains("fromLogits(true)") && warnings.get(0).contains("out"), warnings.get(0));
    }

    /** The softmax of Keras gives up its logits to the loss; what stands between them ends that: then p is kept within 1e-7 … 1 − 1e-7. */
    @Test
    void computesFromProbabilitiesBehindAnotherLayer() {
        Console.onWarning(warnings::add);
        Sequential model =
                new Sequential(new Dense(2).activation("softmax").useBias(false).inputShape(1), new Reshape(2));
        model.setWeights(Tensor.of(new float[] {50, -50}, 1, 2));
        model.compile(new SGD(0), "sparse_categorical_crossentropy");
        assertEquals(8.059048, model.fit(X, CLASSES, new Fit().verbose(0)).get("loss")[0], 1e-5);
        assertEquals(8.059048, model.evaluate(X, CLASSES).get("loss"), 1e-5);
    }

    /** An activation of a user's own that is called like one of Keras'. */
    private static final class Softmax extends ActivationFunction {
        @Override
        public Output forward(Tensor z, Pass pass) {
            Tensor y = pass.tensor(z.shape());
            for (int i = 0; i < z.size(); i++) {
                y.data()[y.offset() + i] = 0.25f;
            }
            return new Output(y, (dy, grads) -> pass.zeros(y.shape()));
        }
    }

    /** −log (0.25 / (0.25 + 0.25)) = log 2 */
    @Test
    void asksAnActivationOfTheUsersOwnForItsOutput() {
        Model model = model(new Dense(2).activation(new Softmax()), "sparse_categorical_crossentropy");
        assertEquals(Math.log(2), model.fit(X, CLASSES, new Fit().verbose(0)).get("loss")[0], 1e-6);
        assertEquals(Math.log(2), model.evaluate(X, CLASSES).get("loss"), 1e-6);
    }
}
