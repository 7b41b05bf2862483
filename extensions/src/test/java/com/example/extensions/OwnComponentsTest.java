package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.activations.ElementwiseActivation;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.GlorotUniform;
import dev.cornet.initializers.Orthogonal;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.ActivationContract;
import dev.cornet.testing.ConstraintContract;
import dev.cornet.testing.InitializerContract;
import dev.cornet.testing.LayerContract;
import dev.cornet.testing.RegularizerContract;
import dev.cornet.testing.ScheduleContract;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activations, initializers, schedules, regularizers and constraints written outside of Cornet. */
class OwnComponentsTest {
    /** An activation without a derivative of its own. */
    private static final class Formula extends ElementwiseActivation<Formula> {
        private DoubleUnaryOperator phi = z -> z;

        @Override
        protected double value(double z) {
            return phi.applyAsDouble(z);
        }

        private double slope(double z) {
            return derivative(z);
        }
    }

    private static void assertDerivative(DoubleUnaryOperator phi, DoubleUnaryOperator derivative) {
        Formula formula = new Formula();
        formula.phi = phi;
        for (double z = -12; z <= 12; z += 0.37) {
            double expected = derivative.applyAsDouble(z);
            assertEquals(expected, formula.slope(z), 4e-9 * Math.max(1, Math.abs(expected)), "at " + z);
        }
    }

    @Test
    void aDerivativeByDefaultHasAllDigitsOfAFloat() {
        assertDerivative(Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z));
        assertDerivative(z -> z * z * z, z -> 3 * z * z);
        assertDerivative(Math::sin, Math::cos);
        assertDerivative(z -> Math.log1p(Math.exp(z)), z -> 1 / (1 + Math.exp(-z)));
        Formula relu = new Formula();
        relu.phi = z -> Math.max(z, 0);
        assertEquals(0.5, relu.slope(0)); // the mean of both slopes
        assertEquals(1, relu.slope(1e-3), 1e-9);
        assertEquals(0, relu.slope(-1e-3));
        Formula square = new Formula();
        square.phi = z -> z * z;
        assertEquals(2e20, square.slope(1e20), 1e11);
    }

    @Test
    void anActivationHasTheGradientOfItsFormula() {
        LayerContract.check(() -> new Activation(new Swish().beta(1.5)), Shape.of(4));
        ActivationContract.check(() -> new Swish().beta(1.5));
    }

    @Test
    void satisfyTheContracts() {
        InitializerContract.check(new Delay().steps(2), Shape.of(5, 4));
        InitializerContract.check(new TruncatedOrthogonal().limit(0.4), Shape.of(5, 4));
        ScheduleContract.check(new OneCycle(0.1, 10, 5));
        ScheduleContract.check(new Noam().warmup(30));
        RegularizerContract.check(new ElasticNet().ratio(0.3), Shape.of(5, 4));
        RegularizerContract.check(new NormPenalty().factor(0.2), Shape.of(5, 4));
        Tensor start = Tensor.of(new float[] {1, 2, 0}, 3);
        RegularizerContract.check(new ElasticMemory(start).factor(0.5), Shape.of(3));
        ConstraintContract.check(new Clip().limit(0.3), Shape.of(5, 4));
        ConstraintContract.check(new UnitSphere().radius(2), Shape.of(5, 4));
    }

    @Test
    void initializersFillByPosition() {
        Tensor w = Tensor.zeros(3, 4);
        new Delay().steps(2).fill(w, new RandomStream(1));
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0}, w.toArray());
    }

    @Test
    void anInitializerMayCutTheValuesOfAnother() {
        Tensor w = Tensor.zeros(3, 3);
        new TruncatedOrthogonal().limit(0.4).fill(w, new RandomStream(1));
        Tensor whole = Tensor.zeros(3, 3);
        new Orthogonal().fill(whole, new RandomStream(1));
        for (int i = 0; i < 9; i++) {
            float value = whole.data()[i];
            assertEquals(Math.abs(value) < 0.4 ? value : Math.signum(value) * 0.4f, w.data()[i]);
        }
    }

    @Test
    void aRegularizerMayRememberAWeight(@TempDir Path folder) {
        ElasticMemory memory = new ElasticMemory(Tensor.of(new float[] {1, 2, 0}, 3)).factor(0.5);
        Tensor w = Tensor.of(new float[] {3, 2, -4}, 3);
        assertEquals(0.5 * (4 + 16), memory.penalty(w), 1e-12);
        Tensor dw = Tensor.zeros(3);
        memory.addGradient(w, dw);
        assertArrayEquals(new float[] {2, 0, -4}, dw.toArray());
        Sequential model = new Sequential(new Dense(1).kernelRegularizer(memory).inputShape(3));
        model.save(folder.resolve("m.cornet").toString());
        assertEquals(
                model.toJson(),
                Model.load(folder.resolve("m.cornet").toString()).toJson());
    }

    @Test
    void schedulesHaveTheirFormulas() {
        OneCycle cycle = new OneCycle(0.1, 10, 5); // 0.1·(4·sin πp + 1 − p)
        assertEquals(0.1, cycle.at(0), 1e-15);
        assertEquals(0.1 * (4 + 0.5), cycle.at(5), 1e-15);
        assertEquals(0, cycle.at(10), 1e-15);
        assertEquals(0, cycle.at(99), 1e-15);
        assertEquals(
                "OneCycle: decay_steps must be positive, got 0",
                assertThrows(OptionException.class, () -> new OneCycle(0.1, 0, 5))
                        .getMessage());
        Noam noam = new Noam().warmup(4).named("warm");
        assertEquals(0.04 / 8, noam.at(0), 1e-15); // 4^1.5 = 8
        assertEquals(0.04 * 4 / 8, noam.at(3), 1e-15);
        assertEquals(0.04 / 5, noam.at(24), 1e-15);
    }

    @Test
    void regularizersHavePenaltyAndGradient() {
        Tensor w = Tensor.of(new float[] {3, -4, 0}, 3);
        ElasticNet net = new ElasticNet().ratio(0.2);
        assertEquals(0.01 * (0.2 * 7 + 0.8 * 12.5), net.penalty(w), 1e-12);
        Tensor dw = Tensor.of(new float[] {1, 1, 1}, 3);
        net.addGradient(w, dw);
        assertArrayEquals(new float[] {1 + 0.01f * (0.2f + 2.4f), 1 - 0.01f * (0.2f + 3.2f), 1}, dw.toArray(), 1e-7f);
        NormPenalty norm = new NormPenalty().factor(0.5);
        assertEquals(2.5, norm.penalty(w), 1e-12);
        Tensor dNorm = Tensor.zeros(3);
        norm.addGradient(w, dNorm);
        assertArrayEquals(new float[] {0.3f, -0.4f, 0}, dNorm.toArray(), 1e-7f);
        assertEquals(
                "ElasticNet: ratio must be between 0 and 1, got 2.0",
                assertThrows(OptionException.class, () -> new ElasticNet().ratio(2))
                        .getMessage());
    }

    @Test
    void aLongWeightHasTheSumsOfAShortOne() {
        int n = 100_000; // several tasks
        Tensor w = Tensor.zeros(n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            w.data()[i] = (i % 7 - 3) / 4f;
            sum += 0.01 * (0.5 * Math.abs(w.data()[i]) + 0.5 * w.data()[i] * w.data()[i] / 2);
        }
        Regularizer net = new ElasticNet();
        assertEquals(sum, net.penalty(w), 1e-9 * sum);
        Tensor dw = Tensor.zeros(n);
        net.addGradient(w, dw);
        for (int i = 0; i < n; i++) {
            double expected = 0.005 * (Math.signum(w.data()[i]) + w.data()[i]);
            assertEquals(expected, dw.data()[i], 1e-8);
        }
        new Clip().limit(0.3).project(w);
        for (int i = 0; i < n; i++) {
            assertEquals(Math.signum(i % 7 - 3) * Math.min(Math.abs(i % 7 - 3) / 4f, 0.3f), w.data()[i]);
        }
    }

    /** y = x·W with W on a sphere; the sphere is no option. */
    private static final class OnSphere extends UnaryLayer<OnSphere> {
        private final UnitSphere sphere = new UnitSphere();
        private final ElasticNet penalty = new ElasticNet();
        private final MaxNorm norm = new MaxNorm(3);
        private Variable w;

        @Override
        protected void build(Shape in) {
            w = weight("w", Shape.of(in.last(), 2), new GlorotUniform().seed(3), penalty, sphere);
            weight("v", Shape.of(2), new GlorotUniform(), null, norm);
        }

        @Override
        protected Shape outputShape(Shape in) {
            return in.withLast(2);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            return new Output(pass.dot(x, w), (dy, grads) -> {
                grads.addTransposedDot(w, x, dy);
                return pass.dotT(dy, w);
            });
        }
    }

    @Test
    void componentsOfAWeightThatAreNoOptionsAreFixedWithTheLayer() {
        OnSphere layer = new OnSphere();
        layer.sphere.radius(2); // not built yet
        Sequential model = new Sequential(layer.inputShape(3));
        String end =
                " cannot change any more. It belongs to on_sphere (OnSphere). The layer was built for inputs of shape (3)."
                        + " Set options before the layer is added to a model, or make a new layer.";
        assertEquals(
                "UnitSphere: the option radius" + end,
                assertThrows(OptionException.class, () -> layer.sphere.radius(3))
                        .getMessage());
        assertEquals(
                "ElasticNet: the option ratio" + end,
                assertThrows(OptionException.class, () -> layer.penalty.ratio(0.1))
                        .getMessage());
        assertThrows(OptionException.class, () -> layer.norm.axis(-1));
        layer.sphere.radius(2); // no change
        model.compile(new SGD(0.1), "mse");
        model.fit(Tensor.of(new float[][] {{1, 2, 3}}), Tensor.zeros(1, 2), new Fit().verbose(0));
        double squares = 0;
        for (float value : layer.w.value().toArray()) {
            squares += value * value;
        }
        assertEquals(4, squares, 1e-5);
    }

    @Test
    void areTrainedSavedAndLoaded(@TempDir Path folder) {
        List.of(Swish.class, SparseNormal.class, OneCycle.class, ElasticNet.class, Clip.class)
                .forEach(Cornet::register);
        Sequential model = new Sequential(
                new Dense(8)
                        .activation(new Swish().beta(1.5))
                        .kernelInitializer(new SparseNormal().sparsity(0.25).seed(4))
                        .kernelRegularizer(new ElasticNet().ratio(0.3))
                        .kernelConstraint(new Clip().limit(0.2))
                        .inputShape(3),
                new Dense(1).kernelInitializer(new GlorotUniform().seed(2)));
        model.compile(new SGD(new OneCycle(0.01, 200, 10)), "mse");
        Tensor x = Tensor.zeros(32, 3);
        Tensor y = Tensor.zeros(32, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (i * 5 % 11 - 5) / 5f;
            y.data()[i / 3] += x.data()[i] * (i % 3 - 1);
        }
        double[] losses =
                model.fit(x, y, new Fit().epochs(60).batchSize(8).verbose(0)).get("loss");
        assertTrue(losses[59] < 0.5 * losses[0], () -> losses[0] + " to " + losses[59]);
        for (float value : model.layers().get(0).getWeights().get(0).toArray()) {
            assertTrue(Math.abs(value) <= 0.2f);
        }
        model.save(folder.resolve("m.cornet").toString());
        Model loaded = Model.load(folder.resolve("m.cornet").toString());
        assertEquals(model.toJson(), loaded.toJson());
        assertArrayEquals(model.predict(x).toArray(), loaded.predict(x).toArray());
        assertArrayEquals(
                model.fit(x, y, new Fit().batchSize(8).verbose(0)).get("loss"),
                loaded.fit(x, y, new Fit().batchSize(8).verbose(0)).get("loss"),
                1e-4);
    }
}
