package dev.cornet.layers;

import dev.cornet.activations.Linear;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of recurrent cells with gates φ(x·W + h·U + b), as those of SimpleRNN, GRU and LSTM: units, kernels, bias and their options.
 *
 * <p>A subclass states the number of its {@link #gates} and computes them in {@code step}, by {@link #gate}. Its state is one h of as many
 * values as units, unless it overrides {@link #stateSizes}. This is a gated unit without reset, h ← u⊙h + (1 − u)⊙c:
 *
 * <pre>{@code
 * public final class UpdateCell extends KernelRecurrentCell<UpdateCell> {
 *     private UpdateCell() {} // for reading saved models
 *     public UpdateCell(int units) {
 *         super(units);
 *     }
 *     @Override protected int gates() {
 *         return 2;
 *     }
 *     @Override protected Outputs step(Tensor x, List<Tensor> states, Pass pass) {
 *         Tensor h = states.get(0);
 *         Gate u = gate(0, new Sigmoid(), x, h, pass);
 *         Gate c = gate(1, new Tanh(), x, h, pass);
 *         Tensor difference = pass.map(h, c.y(), (a, b) -> a - b);
 *         Tensor y = pass.copy(c.y());
 *         Ops.addProduct(y, u.y(), difference);
 *         return Outputs.of(y, (dy, grads) -> {
 *             Tensor dx = pass.zeros(x.shape());
 *             Tensor dh = pass.multiply(dy, u.y());
 *             Tensor dc = pass.map(dy, dh, (a, b) -> a - b);
 *             u.backward(pass.multiply(dy, difference), grads, dx, dh);
 *             c.backward(dc, grads, dx, dh);
 *             return List.of(dx, dh);
 *         });
 *     }
 * }
 * }</pre>
 *
 * <p>Weights: W "kernel" (features, gates·units), U "recurrent_kernel" (units, gates·units), b "bias" (gates·units), none with
 * useBias(false). Further weights are made in {@code build}, which calls this one.
 *
 * @param <L> the cell itself
 */
public abstract class KernelRecurrentCell<L extends KernelRecurrentCell<L>> extends RecurrentCell<L>
        implements OptionMethods.Kernel<L>, OptionMethods.Recurrent<L>, OptionMethods.Bias<L> {
    @Option(required = true)
    private int units;

    @Option
    private boolean useBias = true;

    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    @Option("recurrent")
    private final WeightOptions recurrentOptions = new WeightOptions("orthogonal");

    @Option("bias")
    private final WeightOptions biasOptions = new WeightOptions("zeros");

    private @Nullable Variable kernel;
    private @Nullable Variable recurrentKernel;
    private @Nullable Variable bias;

    /** For reading saved models. */
    protected KernelRecurrentCell() {}

    /** A cell with {@code units} outputs. */
    protected KernelRecurrentCell(int units) {
        this.units = units;
        require(units > 0, "units, the number of outputs, must be positive, got %d", units);
    }

    /** The number of gates; each has {@link #units} columns of W and U. */
    protected abstract int gates();

    /** The number of outputs. */
    protected final int units() {
        return units;
    }

    @Override
    protected void validate() {
        require(units > 0, "units, the number of outputs, must be positive, got %d", units);
    }

    @Override
    protected int[] stateSizes() {
        return new int[] {units};
    }

    @Override
    protected void build(Shape in) {
        int columns = Math.multiplyExact(gates(), units);
        kernel = weight("kernel", Shape.of(in.last(), columns), kernelOptions);
        recurrentKernel = weight("recurrent_kernel", Shape.of(units, columns), recurrentOptions);
        bias = useBias ? weight("bias", Shape.of(columns), biasOptions) : null;
    }

    /** Computes x·W + h·U + b with the columns of gate {@code g}, from 0: a gate whose activation follows, after further terms are added. */
    protected final Gate gate(int g, Tensor x, Tensor h, Pass pass) {
        return gate(g, new Linear(), x, h, pass);
    }

    /** Computes φ(x·W + h·U + b) with the columns of gate {@code g}, from 0. In the place of h may stand another tensor of its shape. */
    protected final Gate gate(int g, ActivationFunction activation, Tensor x, Tensor h, Pass pass) {
        Objects.checkIndex(g, gates());
        Variable w = Objects.requireNonNull(kernel, "built");
        Variable u = Objects.requireNonNull(recurrentKernel, "built");
        Tensor z = pass.tensor(Shape.of(x.shape().dim(0), units));
        pass.backend().gemm(Matrix.of(x), columns(w.value(), g), 0, Matrix.of(z));
        pass.backend().gemm(Matrix.of(h), columns(u.value(), g), 1, Matrix.of(z));
        if (bias != null) {
            Ops.addRows(z, part(bias.value(), g));
        }
        Output y = activation.forward(z, pass);
        return new Gate(y.y(), (dy, grads, dx, dh) -> {
            Tensor dz = Objects.requireNonNull(y.backward().apply(dy, grads));
            Backend backend = pass.backend();
            Matrix dzRows = Matrix.of(dz);
            addKernelGradient(w, g, x, dzRows, grads, backend);
            addKernelGradient(u, g, h, dzRows, grads, backend);
            if (bias != null && grads.requires(bias)) {
                Ops.addSumRows(part(grads.accumulator(bias), g), dz);
            }
            backend.gemm(dzRows, columns(w.value(), g).transpose(), 1, Matrix.of(dx));
            backend.gemm(dzRows, columns(u.value(), g).transpose(), 1, Matrix.of(dh));
        });
    }

    private void addKernelGradient(Variable w, int g, Tensor x, Matrix dz, Gradients grads, Backend backend) {
        if (grads.requires(w)) {
            backend.gemm(Matrix.of(x).transpose(), dz, 1, columns(grads.accumulator(w), g));
        }
    }

    private Matrix columns(Tensor w, int g) {
        return Matrix.of(w).columns(g * units, (g + 1) * units);
    }

    private Tensor part(Tensor b, int g) {
        return Tensor.wrap(b.data(), b.offset() + g * units, Shape.of(units));
    }

    /** The value y of a gate for one step, with its backward. */
    public static final class Gate {
        /** Computes what {@link Gate#backward} says. */
        private interface GateBackward {
            void apply(Tensor dy, Gradients grads, Tensor dx, Tensor dh);
        }

        private final Tensor y;
        private final GateBackward backward;

        private Gate(Tensor y, GateBackward backward) {
            this.y = y;
            this.backward = backward;
        }

        /** y (batch, units); without an activation it may be written. */
        public Tensor y() {
            return y;
        }

        /** Adds the gradients by x and by h to dx and dh, and those of the weights to their sums; may overwrite dy. */
        public void backward(Tensor dy, Gradients grads, Tensor dx, Tensor dh) {
            backward.apply(dy, grads, dx, dh);
        }
    }
}
