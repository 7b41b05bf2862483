package dev.cornet.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Ones;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract test accepts a correct layer and finds each kind of fault. */
final class LayerContractTest {
    private static final ThreadLocal<Tensor> LAST = new ThreadLocal<>();
    private static final AtomicInteger CALLS = new AtomicInteger();

    enum Fault {
        NONE,
        CACHES_IN_FIELD,
        CACHES_BESIDE_FIELDS,
        OMITS_FACTOR_IN_INPUT_GRADIENT,
        OMITS_FACTOR_IN_WEIGHT_GRADIENT,
        OVERWRITES_GRADIENT,
        DECLARES_WRONG_SHAPE,
        LOSES_OPTION,
        WRITES_ITS_INPUT,
        READS_UNWRITTEN_MEMORY,
        MIXES_SAMPLES,
        DEPENDS_ON_EARLIER_CALLS,
        DEPENDS_ON_THREAD,
        NO_WEIGHT_GRADIENT_IN_FIRST_LAYER
    }

    /** y = factor·x·w elementwise, with a fault. */
    static final class Scale extends UnaryLayer<Scale> {
        @Option
        private Fault fault = Fault.NONE;

        private float factor = 2;
        private Variable w;
        private Tensor cached;

        Scale() {}

        Scale(Fault fault) {
            this.fault = fault;
            this.factor = fault == Fault.LOSES_OPTION ? 3 : 2;
        }

        @Override
        protected void build(Shape in) {
            w = weight("w", in.withoutBatch(), new Ones());
        }

        @Override
        protected Shape outputShape(Shape in) {
            return fault == Fault.DECLARES_WRONG_SHAPE ? in.withLast(in.last() + 1) : in;
        }

        private void multiply(Tensor a, Tensor b, float by, Tensor sum) {
            for (int i = 0; i < a.size(); i++) {
                float v = b.data()[b.offset() + i % b.size()];
                sum.data()[sum.offset() + i % sum.size()] += by * a.data()[a.offset() + i] * v;
            }
        }

        private float currentFactor() {
            return switch (fault) {
                case DEPENDS_ON_EARLIER_CALLS -> factor + CALLS.incrementAndGet();
                case DEPENDS_ON_THREAD -> Thread.currentThread().getName().startsWith("pool") ? 3 : 2;
                default -> factor;
            };
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor y = fault == Fault.READS_UNWRITTEN_MEMORY ? pass.tensor(x.shape()) : pass.zeros(x.shape());
            multiply(x, w.mutableValue(), currentFactor(), y);
            if (fault == Fault.WRITES_ITS_INPUT) {
                Ops.scale(x, 1.5f);
            } else if (fault == Fault.MIXES_SAMPLES) {
                Ops.scale(y, 1 + x.data()[x.offset()]);
            } else if (fault == Fault.CACHES_IN_FIELD) {
                cached = x;
            }
            LAST.set(x);
            return new Output(y, (dy, grads) -> {
                Tensor savedInput = switch (fault) {
                    case CACHES_IN_FIELD -> cached;
                    case CACHES_BESIDE_FIELDS -> LAST.get();
                    default -> x;
                };
                if (fault == Fault.OVERWRITES_GRADIENT) {
                    Ops.fill(grads.accumulator(w), 0);
                }
                if (fault != Fault.NO_WEIGHT_GRADIENT_IN_FIRST_LAYER || grads.requiresInput()) {
                    boolean omits = fault == Fault.OMITS_FACTOR_IN_WEIGHT_GRADIENT;
                    multiply(
                            savedInput.rows(
                                    0,
                                    Math.min(
                                            dy.shape().dim(0),
                                            savedInput.shape().dim(0))),
                            dy,
                            omits ? 1 : factor,
                            grads.accumulator(w));
                }
                Tensor dx = pass.zeros(x.shape());
                multiply(dy, w.mutableValue(), fault == Fault.OMITS_FACTOR_IN_INPUT_GRADIENT ? 1 : factor, dx);
                return dx;
            });
        }
    }

    /** Returns the first input and accepts any shape of the others. */
    static final class First extends Merge<First> {
        @Override
        protected Shape outputShape(List<Shape> ins) {
            return ins.get(0);
        }

        @Override
        protected Outputs forward(List<Tensor> xs, Pass pass) {
            return Outputs.of(
                    xs.get(0), (dy, grads) -> List.of(dy, pass.zeros(xs.get(1).shape())));
        }
    }

    @BeforeAll
    static void addLayers() {
        Registry.add(Scale.class);
        Registry.add(First.class);
    }

    @Test
    void acceptsACorrectLayer() {
        assertDoesNotThrow(() -> LayerContract.check(() -> new Scale(Fault.NONE), Shape.of(3, 4)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CACHES_IN_FIELD                   | a pass writes the field cached
            CACHES_BESIDE_FIELDS              | two passes at once disturb each other
            OMITS_FACTOR_IN_INPUT_GRADIENT    | the gradient of its input is wrong
            OMITS_FACTOR_IN_WEIGHT_GRADIENT   | the gradient of "w" is wrong
            OVERWRITES_GRADIENT               | overwrites the gradient of "w"
            DECLARES_WRONG_SHAPE              | declares the output shape (5, 3, 5), gives (5, 3, 4)
            LOSES_OPTION                      | an option lacks @Option
            WRITES_ITS_INPUT                  | forward writes to its input
            READS_UNWRITTEN_MEMORY            | reads memory that it has not written
            MIXES_SAMPLES                     | a part of the batch gives other rows
            DEPENDS_ON_EARLIER_CALLS          | the same run twice gives different outputs
            DEPENDS_ON_THREAD                 | eight threads at once give other
            NO_WEIGHT_GRADIENT_IN_FIRST_LAYER | depends on whether that of the input is required
            """)
    void catches(Fault fault, String message) {
        CornetException e =
                assertThrows(CornetException.class, () -> LayerContract.check(() -> new Scale(fault), Shape.of(3, 4)));
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().startsWith("Scale"), e.getMessage());
    }

    @Test
    void catchesAMergeThatAcceptsAnyShapes() {
        CornetException e = assertThrows(
                CornetException.class, () -> LayerContract.check(First::new, Shape.of(3, 4), Shape.of(3, 4)));
        assertTrue(
                e.getMessage().contains("built for [(3, 4), (3, 4)], it takes inputs [(3, 4), (5, 6)]"),
                e.getMessage());
    }
}
