package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.activations.ElementwiseActivation;
import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.RandomInitializer;
import dev.cornet.losses.ElementwiseLoss;
import dev.cornet.metrics.ConfusionMatrix;
import dev.cornet.metrics.ConfusionMatrixMetric;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contracts of activations, optimizers, schedules, regularizers, constraints and initializers find planted faults. */
class ComponentContractsTest {
    private static final Shape SHAPE = Shape.of(5, 4);

    enum Fault {
        NONE(""),
        UNSAVED("an option lacks @Option"),
        WRONG_GRADIENT("the gradient of value 0 is "),
        SETS("it must be added to dw"),
        WRITES_WEIGHT("addGradient writes to its weight"),
        NAN_AT_ZERO(" is NaN"),
        NOT_IDEMPOTENT("an allowed weight must stay"),
        WRITES_BESIDE("writes beside the weight"),
        REMEMBERS("when it is asked for again"),
        NEGATIVE("must be finite and not negative"),
        LEAVES_ONE("leaves value 3 unset"),
        ADDS("values must depend on shape and stream alone"),
        ASCENDS("the loss does not fall"),
        STATE_IN_A_FIELD("what it remembers must be in slots"),
        NAN_FOR_ZERO_GRADIENTS("holds NaN");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    private static void assertFound(String name, Fault fault, Executable check) {
        if (fault == Fault.NONE) {
            assertDoesNotThrow(check);
            return;
        }
        String message = assertThrows(CornetException.class, check).getMessage();
        assertTrue(message.startsWith(name + ": ") && message.contains(fault.message), message);
    }

    /** Σ w². */
    private static final class Squares extends Regularizer {
        @Option
        private Fault fault = Fault.NONE;

        private double unsaved = 1;

        private Squares() {}

        Squares(Fault fault) {
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 2 : 1;
        }

        @Override
        public double penalty(Tensor w) {
            double sum = 0;
            for (float value : w.toArray()) {
                sum += unsaved * value * value;
            }
            return sum;
        }

        @Override
        public void addGradient(Tensor w, Tensor dw) {
            float[] values = w.toArray();
            for (int i = 0; i < values.length; i++) {
                double gradient = 2 * unsaved * values[i] * (fault == Fault.WRONG_GRADIENT ? 1.02 : 1);
                gradient = fault == Fault.NAN_AT_ZERO ? gradient / Math.abs(values[i]) * Math.abs(values[i]) : gradient;
                float before = fault == Fault.SETS ? 0 : dw.data()[dw.offset() + i];
                dw.data()[dw.offset() + i] = before + (float) gradient;
            }
            w.data()[w.offset()] += fault == Fault.WRITES_WEIGHT ? 1 : 0;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED", "WRONG_GRADIENT", "SETS", "WRITES_WEIGHT", "NAN_AT_ZERO"})
    void regularizers(Fault fault) {
        assertFound("Squares", fault, () -> RegularizerContract.check(new Squares(fault), SHAPE));
    }

    /** |w| at most a limit. */
    private static final class Limit extends Constraint {
        @Option
        private Fault fault = Fault.NONE;

        private float unsaved = 0.5f;

        private Limit() {}

        Limit(Fault fault) {
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 0.25f : 0.5f;
        }

        @Override
        public void project(Tensor w) {
            for (int i = w.offset(); i < w.offset() + w.size(); i++) {
                float value = Math.max(-unsaved, Math.min(unsaved, w.data()[i]));
                value *= fault == Fault.NOT_IDEMPOTENT ? 0.99f : 1;
                w.data()[i] = fault == Fault.NAN_AT_ZERO ? value / w.data()[i] * w.data()[i] : value;
            }
            if (fault == Fault.WRITES_BESIDE) {
                w.data()[0] = 1;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED", "NOT_IDEMPOTENT", "WRITES_BESIDE"})
    void constraints(Fault fault) {
        assertFound("Limit", fault, () -> ConstraintContract.check(new Limit(fault), SHAPE));
    }

    @Test
    void aConstraintThatDividesByZeroIsFound() {
        String message = assertThrows(
                        CornetException.class, () -> ConstraintContract.check(new Limit(Fault.NAN_AT_ZERO), SHAPE))
                .getMessage();
        assertTrue(message.equals("Limit: value 0 becomes NaN after 0.0."), message);
    }

    /** 1/(1 + t). */
    private static final class Inverse extends LearningRateSchedule {
        @Option
        private Fault fault = Fault.NONE;

        private double unsaved = 1;
        private transient long last;

        private Inverse() {}

        Inverse(Fault fault) {
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 2 : 1;
        }

        @Override
        public double at(long step) {
            last = Math.max(last, step);
            double t = fault == Fault.REMEMBERS ? last : step;
            return unsaved / (1 + t) - (fault == Fault.NEGATIVE ? 0.1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED", "REMEMBERS", "NEGATIVE"})
    void schedules(Fault fault) {
        assertFound("Inverse", fault, () -> ScheduleContract.check(new Inverse(fault)));
    }

    /** Uniform values. */
    private static final class Uniform extends RandomInitializer<Uniform> {
        @Option
        private Fault fault = Fault.NONE;

        private float unsaved = 1;

        private Uniform() {}

        Uniform(Fault fault) {
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 2 : 1;
        }

        @Override
        public void fill(Tensor w, RandomStream random) {
            float first = w.data()[w.offset()];
            for (int i = 0; i < w.size(); i++) {
                if (fault != Fault.LEAVES_ONE || i != 3) {
                    w.data()[w.offset() + i] = unsaved * (float) random.uniform(i);
                }
            }
            w.data()[w.offset()] += fault == Fault.ADDS && first == 1 ? 1 : 0;
            w.data()[0] = fault == Fault.WRITES_BESIDE ? 7 : w.data()[0];
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED", "LEAVES_ONE", "ADDS", "WRITES_BESIDE"})
    void initializers(Fault fault) {
        assertFound("Uniform", fault, () -> InitializerContract.check(new Uniform(fault), SHAPE));
    }

    /** z². */
    private static final class Square extends ElementwiseActivation {
        @Option
        private Fault fault = Fault.NONE;

        private double unsaved = 1;

        private Square() {}

        Square(Fault fault) {
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 2 : 1;
        }

        @Override
        protected double value(double z) {
            return unsaved * z * z;
        }

        @Override
        protected double derivative(double z) {
            return unsaved * 2 * z * (fault == Fault.WRONG_GRADIENT ? 1.02 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED"})
    void activations(Fault fault) {
        assertFound("Square", fault, () -> ActivationContract.check(() -> new Square(fault)));
    }

    @Test
    void aWrongDerivativeOfAnActivationIsFound() {
        String message = assertThrows(
                        CornetException.class, () -> ActivationContract.check(() -> new Square(Fault.WRONG_GRADIENT)))
                .getMessage();
        assertTrue(message.contains("gradient"), message);
    }

    /** Normalized gradients with momentum: m ← 0.9·m + g/|g|, w ← w − η·m. */
    private static final class Signs extends FluentOptimizer<Signs> {
        @Option
        private Fault fault = Fault.NONE;

        private float unsaved = 1;
        private transient int steps;

        private Signs() {
            super(0.01);
        }

        Signs(Fault fault) {
            this();
            this.fault = fault;
            this.unsaved = fault == Fault.UNSAVED ? 2 : 1;
        }

        @Override
        protected List<String> slots() {
            return List.of("momentum");
        }

        @Override
        protected Update update(float lr, long t) {
            steps++;
            float rate =
                    (fault == Fault.ASCENDS ? -unsaved : unsaved) * lr / (fault == Fault.STATE_IN_A_FIELD ? steps : 1);
            return (w, g, s, from, to) -> {
                for (int i = from; i < to; i++) {
                    float sign = fault == Fault.NAN_FOR_ZERO_GRADIENTS ? g[i] / Math.abs(g[i]) : Math.signum(g[i]);
                    s[0][i] = 0.9f * s[0][i] + sign;
                    w[i] -= rate * s[0][i];
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "UNSAVED", "ASCENDS", "STATE_IN_A_FIELD", "NAN_FOR_ZERO_GRADIENTS"})
    void optimizers(Fault fault) {
        assertFound("Signs", fault, () -> OptimizerContract.check(() -> new Signs(fault)));
    }

    /** A loss whose option is not saved. */
    private static final class Unsaved extends ElementwiseLoss<Unsaved> {
        private double factor = 1;

        Unsaved factor(double newFactor) {
            this.factor = newFactor;
            return checked();
        }

        @Override
        protected double value(double t, double p) {
            return factor * (t - p) * (t - p);
        }

        @Override
        protected double derivative(double t, double p) {
            return 2 * factor * (p - t);
        }
    }

    /** A metric whose option is not saved. */
    private static final class Share extends ConfusionMatrixMetric<Share> {
        private int classId;

        Share classId(int id) {
            this.classId = id;
            return checked();
        }

        @Override
        protected double value(ConfusionMatrix m) {
            return ratio(m.get(classId, classId), m.actual(classId));
        }
    }

    @Test
    void optionsOfLossesAndMetricsThatAreNotSavedAreFound() {
        LossContract.check(new Unsaved(), FiveSamples.ONE_HOT, FiveSamples.PREDICTIONS);
        assertFound(
                "Unsaved",
                Fault.UNSAVED,
                () -> LossContract.check(new Unsaved().factor(2), FiveSamples.ONE_HOT, FiveSamples.PREDICTIONS));
        MetricContract.check(new Share(), FiveSamples.ONE_HOT, FiveSamples.PREDICTIONS);
        assertFound(
                "Share",
                Fault.UNSAVED,
                () -> MetricContract.check(new Share().classId(1), FiveSamples.ONE_HOT, FiveSamples.PREDICTIONS));
    }
}
