package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.GaussianNoise;
import dev.cornet.layers.Reshape;
import dev.cornet.losses.BinaryCrossentropy;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cross-entropy is computed from logits in the same cases as in Keras. */
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

    private static void assertLossAndMetric(double expected, Model model, Tensor y, String metric) {
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

    /**
     * −log softmax(50, −50) of the wrong class is 100, for half the input it is 50. So the mean is (100 + 0 + 0 + 50) / 4; half of it for
     * sigmoid(50).
     */
    @Test
    void isTheSameAsLossAndMetricInTrainingAndEvaluation() {
        assertLossAndMetric(
                37.5,
                model(new Dense(2).activation("softmax"), "sparse_categorical_crossentropy", "crossentropy"),
                CLASSES,
                "crossentropy");
        assertLossAndMetric(
                18.75,
                model(new Dense(1).activation("sigmoid"), "binary_crossentropy", "binary_crossentropy"),
                CLASSES,
                "binary_crossentropy");
        assertEquals(List.of(), warnings);
    }

    /** −log σ(2) = 0.126928 */
    @Test
    void takesLogitsIfTheLossExpectsThemAndWarns() {
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

    /** As in Keras, a layer between softmax and loss hides the logits; the probabilities are then clipped to 1e-7 … 1 − 1e-7. */
    @Test
    void computesFromProbabilitiesAfterAnotherLayer() {
        Console.onWarning(warnings::add);
        Sequential model =
                new Sequential(new Dense(2).activation("softmax").useBias(false).inputShape(1), new Reshape(2));
        model.setWeights(Tensor.of(new float[] {50, -50}, 1, 2));
        model.compile(new SGD(0), "sparse_categorical_crossentropy");
        assertEquals(8.059048, model.fit(X, CLASSES, new Fit().verbose(0)).get("loss")[0], 1e-5);
        assertEquals(8.059048, model.evaluate(X, CLASSES).get("loss"), 1e-5);
    }

    private Sequential withTail(Layer... tail) {
        Console.onWarning(warnings::add);
        List<Layer> layers = new ArrayList<>(List.of(new Dense(2).useBias(false).inputShape(1)));
        layers.addAll(List.of(tail));
        Sequential model = new Sequential(layers.toArray(Layer[]::new));
        model.setWeights(Tensor.of(new float[] {50, -50}, 1, 2));
        model.compile(new SGD(0), "sparse_categorical_crossentropy", "crossentropy");
        return model;
    }

    /** Layers that return their input do not hide the logits: 37.5 in Keras. */
    @Test
    void identityLayersDoNotHideTheLogits() {
        assertLossAndMetric(37.5, withTail(new dev.cornet.layers.Softmax()), CLASSES, "crossentropy");
        assertLossAndMetric(
                37.5,
                withTail(new Activation("softmax"), new Activation("linear"), new Dropout(0), new GaussianNoise(0)),
                CLASSES,
                "crossentropy");
        Sequential inner = new Sequential(new Activation("softmax").inputShape(2), new Activation("linear"));
        assertLossAndMetric(
                37.5, withTail(inner, new Sequential(new Dropout(0).inputShape(2))), CLASSES, "crossentropy");
    }

    /** Dropout hides the logits only while it is active: 37.5 in evaluation; in training at most −log 1e-7 per sample, as in Keras. */
    @Test
    void dropoutDoesNotHideTheLogitsInEvaluation() {
        Model model = withTail(new dev.cornet.layers.Softmax(), new Dropout(0.5));
        assertEquals(37.5, model.evaluate(X, CLASSES).get("loss"), 1e-5);
        assertEquals(37.5, model.evaluate(X, CLASSES).get("crossentropy"), 1e-5);
        History history = model.fit(X, CLASSES, new Fit().verbose(0));
        assertTrue(history.get("loss")[0] < 17, () -> "loss " + history.get("loss")[0]);
        assertEquals(history.get("loss")[0], history.get("crossentropy")[0], 1e-5);
    }

    /** The gradient p − y passes identity layers unchanged: 0 for the two right samples, (1, −1) and (−1, 1) for the wrong ones. */
    @Test
    void gradientsPassIdentityLayers() {
        Model model = withTail(new Activation("softmax"), new Activation("linear"));
        model.compile(new SGD(1), "sparse_categorical_crossentropy");
        model.trainOnBatch(X, CLASSES);
        assertArrayEquals(
                new float[] {50 - 0.375f, -50 + 0.375f},
                model.getWeights().get(0).toArray(),
                1e-5f);
    }

    /** The loss takes the argument of the softmax, whatever its axis, and applies softmax to the last axis. */
    @Test
    void takesTheLogitsOfASoftmaxAlongAnotherAxis() {
        float[] z = {1, 2, 3, 4, 5, 7};
        for (int axis : new int[] {-1, 1, 2}) {
            Sequential model = new Sequential(new dev.cornet.layers.Softmax(axis).inputShape(2, 3));
            model.compile("sgd", "sparse_categorical_crossentropy");
            double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 1;
            double second = Math.log(Math.exp(4) + Math.exp(5) + Math.exp(7)) - 7;
            assertEquals(
                    (first + second) / 2,
                    model.evaluate(Tensor.of(z, 1, 2, 3), Tensor.of(new float[] {0, 2}, 1, 2))
                            .get("loss"),
                    1e-6);
        }
    }

    /** A user's activation with the name of a built-in one. */
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
    void usesTheOutputOfAUsersActivation() {
        Model model = model(new Dense(2).activation(new Softmax()), "sparse_categorical_crossentropy");
        assertEquals(Math.log(2), model.fit(X, CLASSES, new Fit().verbose(0)).get("loss")[0], 1e-6);
        assertEquals(Math.log(2), model.evaluate(X, CLASSES).get("loss"), 1e-6);
    }
}
