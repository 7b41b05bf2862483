package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Ones;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient check finds small faults for every seed, and accepts correct layers whose outputs have kinks. */
final class GradientCheckTest {
    private static final int SEEDS = 20;

    enum Fault {
        NONE,
        TWO_PERCENT_IN_DW,
        ONE_PERCENT_IN_DX,
        ONE_CHANNEL_OF_DX_IS_ZERO,
        ONE_VALUE_OF_DW_IS_DOUBLE,
        ONE_VALUE_OF_DX_IS_DOUBLE,
        SIGN_OF_ONE_BIAS_VALUE,
        DW_MISSES_ONE_ROW,
        DW_MISSES_ONE_ROW_IN_TRAINING,
        PENALTY_MISSES_A_FACTOR,
        NAN_IN_DX
    }

    /** y = x·w + b elementwise, with an optional activity penalty 0.0001·Σy² / rows, and a fault. */
    private static final class Affine extends UnaryLayer<Affine> {
        private final Fault fault;
        private Variable w;
        private Variable b;

        Affine(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected void build(Shape in) {
            w = weight("w", in.withoutBatch(), new Ones());
            b = weight("b", in.withoutBatch(), new Ones());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            int rows = x.shape().dim(0);
            int n = w.shape().size();
            Tensor y = pass.tensor(x.shape());
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i] = at(x, i) * at(w.value(), i % n) + at(b.value(), i % n);
            }
            boolean penalized = fault == Fault.PENALTY_MISSES_A_FACTOR;
            if (penalized) {
                pass.addLoss(1e-4 * RandomTensors.dot(y, y) / rows);
            }
            return new Output(y, (dy, grads) -> {
                for (int i = 0; penalized && i < y.size(); i++) {
                    dy.data()[dy.offset() + i] += 1e-4f * at(y, i) / rows; // lacks the factor 2
                }
                return backward(x, dy, grads, pass);
            });
        }

        private Tensor backward(Tensor x, Tensor dy, Gradients grads, Pass pass) {
            int n = w.shape().size();
            Tensor dx = pass.tensor(x.shape());
            Tensor dw = grads.accumulator(w);
            Tensor db = grads.accumulator(b);
            boolean omitsRow = fault == Fault.DW_MISSES_ONE_ROW
                    || (fault == Fault.DW_MISSES_ONE_ROW_IN_TRAINING && pass.training());
            for (int i = 0; i < x.size(); i++) {
                int c = i % n;
                float weightFactor = switch (fault) {
                    case TWO_PERCENT_IN_DW -> 1.02f;
                    case ONE_VALUE_OF_DW_IS_DOUBLE -> c == n / 3 ? 2 : 1;
                    default -> omitsRow && i / n == 1 ? 0 : 1;
                };
                float inputFactor = switch (fault) {
                    case ONE_PERCENT_IN_DX -> 1.01f;
                    case ONE_CHANNEL_OF_DX_IS_ZERO -> c == n / 3 ? 0 : 1;
                    case ONE_VALUE_OF_DX_IS_DOUBLE -> i == n / 3 ? 2 : 1;
                    case NAN_IN_DX -> i == n / 3 ? Float.NaN : 1;
                    default -> 1;
                };
                float biasFactor = fault == Fault.SIGN_OF_ONE_BIAS_VALUE && c == n / 3 ? -1 : 1;
                dw.data()[dw.offset() + c] += weightFactor * at(dy, i) * at(x, i);
                db.data()[db.offset() + c] += biasFactor * at(dy, i);
                dx.data()[dx.offset() + i] = inputFactor * at(dy, i) * at(w.value(), c);
            }
            return dx;
        }
    }

    /** Functions with kinks, and their derivatives. */
    enum Kinked {
        RELU(x -> Math.max(x, 0), x -> x > 0 ? 1 : 0),
        ABS(Math::abs, Math::signum),
        HARD_SIGMOID(x -> Math.min(1, Math.max(0, x / 6 + 0.5)), x -> Math.abs(x) < 3 ? 1 / 6.0 : 0),
        TRIANGLE_WAVE(x -> Math.abs(x - Math.rint(x)), x -> Math.signum(x - Math.rint(x)));

        private final DoubleUnaryOperator f;
        private final DoubleUnaryOperator derivative;

        Kinked(DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
            this.f = f;
            this.derivative = derivative;
        }
    }

    /** y = φ(x·W), of 16 channels. */
    private static final class KinkedDense extends UnaryLayer<KinkedDense> {
        private final Kinked phi;
        private Variable w;

        KinkedDense(Kinked phi) {
            this.phi = phi;
        }

        @Override
        protected void build(Shape in) {
            w = weight("w", Shape.of(in.last(), 16), new Ones());
        }

        @Override
        protected Shape outputShape(Shape in) {
            return in.withLast(16);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor z = pass.dot(x, w);
            Tensor y = pass.tensor(z.shape());
            for (int i = 0; i < z.size(); i++) {
                y.data()[y.offset() + i] = (float) phi.f.applyAsDouble(at(z, i));
            }
            return new Output(y, (dy, grads) -> {
                Tensor dz = pass.tensor(z.shape());
                for (int i = 0; i < z.size(); i++) {
                    dz.data()[dz.offset() + i] = (float) (at(dy, i) * phi.derivative.applyAsDouble(at(z, i)));
                }
                Tensor dw = grads.accumulator(w);
                int n = x.shape().last();
                for (int i = 0; i < x.size(); i++) {
                    for (int j = 0; j < 16; j++) {
                        dw.data()[dw.offset() + i % n * 16 + j] += at(x, i) * at(dz, i / n * 16 + j);
                    }
                }
                return pass.dotT(dz, w);
            });
        }
    }

    /** y = the maximum of each four consecutive values. */
    private static final class MaxOfFour extends UnaryLayer<MaxOfFour> {
        @Override
        protected Shape outputShape(Shape in) {
            return in.withLast(in.last() / 4);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor y = pass.tensor(outputShape(x.shape()));
            int[] largest = new int[y.size()];
            for (int i = 0; i < y.size(); i++) {
                largest[i] = 4 * i;
                for (int k = 4 * i; k < 4 * i + 4; k++) {
                    largest[i] = at(x, k) > at(x, largest[i]) ? k : largest[i];
                }
                y.data()[y.offset() + i] = at(x, largest[i]);
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.zeros(x.shape());
                for (int i = 0; i < largest.length; i++) {
                    dx.data()[dx.offset() + largest[i]] = at(dy, i);
                }
                return dx;
            });
        }
    }

    /** y = Σ w·x of thousands of values, added up in float32: a correct layer with large rounding errors. */
    private static final class LongSum extends UnaryLayer<LongSum> {
        private Variable w;

        @Override
        protected void build(Shape in) {
            w = weight("w", in.withoutBatch(), new Ones());
        }

        @Override
        protected Shape outputShape(Shape in) {
            return Shape.of(in.dim(0), 1);
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            int n = w.shape().size();
            Tensor y = pass.zeros(Shape.of(x.shape().dim(0), 1));
            for (int i = 0; i < x.size(); i++) {
                y.data()[y.offset() + i / n] += at(x, i) * at(w.value(), i % n);
            }
            return new Output(y, (dy, grads) -> {
                Tensor dx = pass.tensor(x.shape());
                Tensor dw = grads.accumulator(w);
                for (int i = 0; i < x.size(); i++) {
                    dx.data()[dx.offset() + i] = at(dy, i / n) * at(w.value(), i % n);
                    dw.data()[dw.offset() + i % n] += at(dy, i / n) * at(x, i);
                }
                return dx;
            });
        }
    }

    private static float at(Tensor t, int i) {
        return t.data()[t.offset() + i];
    }

    private static void check(Layer layer, boolean training, int seed, int... sample) {
        LayerAccess.buildOrCheck(layer, List.of(Shape.of(sample).withBatch(-1)));
        GradientCheck.check(layer, training, List.of(Shape.of(sample)), 0, seed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TWO_PERCENT_IN_DW             |  64 | the gradient of "w" is wrong
            ONE_PERCENT_IN_DX             |  64 | the gradient of its input is wrong
            ONE_CHANNEL_OF_DX_IS_ZERO     |  64 | the gradient of its input is wrong
            ONE_VALUE_OF_DW_IS_DOUBLE     | 256 | the gradient of "w" is wrong
            ONE_VALUE_OF_DX_IS_DOUBLE     |  66 | the gradient of its input is wrong
            SIGN_OF_ONE_BIAS_VALUE        |  64 | the gradient of "b" is wrong
            DW_MISSES_ONE_ROW             |  64 | the gradient of "w" is wrong
            PENALTY_MISSES_A_FACTOR       |   6 | the gradient of the added loss in its input is wrong
            NAN_IN_DX                     |   6 | the gradient of its input is wrong
            """)
    void catchesSmallFaults(Fault fault, int channels, String message) {
        for (int seed = 0; seed < SEEDS; seed++) {
            int s = seed;
            CornetException e = assertThrows(
                    CornetException.class, () -> check(new Affine(fault), false, s, channels), () -> "seed " + s);
            assertTrue(e.getMessage().startsWith("Affine: " + message), e.getMessage());
        }
    }

    @Test
    void catchesAFaultThatIsInTrainingOnly() {
        assertDoesNotThrow(() -> check(new Affine(Fault.DW_MISSES_ONE_ROW_IN_TRAINING), false, 1, 8));
        CornetException e = assertThrows(
                CornetException.class, () -> check(new Affine(Fault.DW_MISSES_ONE_ROW_IN_TRAINING), true, 1, 8));
        assertTrue(e.getMessage().contains("the gradient of \"w\" in training is wrong"), e.getMessage());
    }

    @Test
    void namesTheWrongValue() {
        CornetException e = assertThrows(
                CornetException.class, () -> check(new Affine(Fault.ONE_VALUE_OF_DX_IS_DOUBLE), false, 1, 3, 4));
        assertTrue(e.getMessage().contains("if value [0, 1, 0] is increased, the output changes by "), e.getMessage());
    }

    @Test
    void acceptsACorrectLayer() {
        for (int seed = 0; seed < SEEDS; seed++) {
            int s = seed;
            assertDoesNotThrow(() -> check(new Affine(Fault.NONE), true, s, 8, 9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptsCorrectLayersWithKinks(Kinked phi) {
        for (int seed = 0; seed < SEEDS; seed++) {
            int s = seed;
            assertDoesNotThrow(() -> check(new KinkedDense(phi), false, s, 6), () -> "seed " + s);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5000, 20000})
    void acceptsLongSums(int terms) {
        for (int seed = 0; seed < 5; seed++) {
            int s = seed;
            assertDoesNotThrow(() -> check(new LongSum(), false, s, terms), () -> "seed " + s);
        }
    }

    @Test
    void acceptsMaxima() {
        for (int seed = 0; seed < SEEDS; seed++) {
            int s = seed;
            assertDoesNotThrow(() -> check(new MaxOfFour(), false, s, 64), () -> "seed " + s);
        }
    }
}
