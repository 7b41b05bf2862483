package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.DataException;
import dev.cornet.nn.EndsGradients;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Embedding layer, which turns integers such as word indices into vectors: y = E[x], row x of the weight E.
 *
 * <p>x (batch, …) with values 0 … inputDim − 1, y (batch, …, outputDim). Weight: E "embeddings" (inputDim, outputDim), by default
 * initialized uniformly between −0.05 and 0.05. x gets no gradient. Reference: Keras' Embedding page.
 */
public final class Embedding extends UnaryLayer<Embedding>
        implements EndsGradients, OptionMethods.Embeddings<Embedding> {
    @Option
    private int inputDim;

    @Option
    private int outputDim;

    @Option("embeddings")
    private final WeightOptions embeddingsOptions = new WeightOptions("uniform");

    @Option
    private boolean maskZero;

    private @Nullable Variable embeddings;

    private Embedding() {}

    /** An embedding of the integers 0 … {@code inputDim} − 1 as vectors of {@code outputDim} values. */
    public Embedding(int inputDim, int outputDim) {
        this.inputDim = inputDim;
        this.outputDim = outputDim;
        validate();
    }

    /** Whether the value 0 marks padding: following layers that support masks skip these steps; default false. */
    public Embedding maskZero(boolean mask) {
        maskZero = mask;
        return self();
    }

    @Override
    protected void validate() {
        require(inputDim > 0, "input_dim, the number of different inputs, must be positive, got %d", inputDim);
        require(outputDim > 0, "output_dim, the length of the vectors, must be positive, got %d", outputDim);
    }

    @Override
    protected void build(Shape in) {
        embeddings = weight("embeddings", Shape.of(inputDim, outputDim), embeddingsOptions);
    }

    @Override
    protected Shape outputShape(Shape in) {
        int[] dims = java.util.Arrays.copyOf(in.toArray(), in.rank() + 1);
        dims[in.rank()] = outputDim;
        return Shape.of(dims);
    }

    /** Accepts any shape: the weight does not depend on the shape of x. */
    @Override
    protected void checkCompatible(List<Shape> before, List<Shape> ins) {}

    @Override
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        return maskZero ? new OutputMask(ins.get(0), (xs, pass) -> mask(xs.get(0), pass)) : null;
    }

    private static Tensor mask(Tensor x, Pass pass) {
        Tensor mask = pass.tensor(x.shape());
        for (int i = 0; i < x.size(); i++) {
            mask.data()[mask.offset() + i] = (int) x.data()[x.offset() + i] == 0 ? 0 : 1;
        }
        return mask;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable w = Objects.requireNonNull(embeddings, "built");
        Tensor e = w.value();
        Tensor y = pass.tensor(outputShape(x.shape()));
        for (int i = 0; i < x.size(); i++) {
            System.arraycopy(
                    e.data(), e.offset() + rowIndex(x, i) * outputDim, y.data(), y.offset() + i * outputDim, outputDim);
        }
        return new Output(y, (dy, grads) -> {
            if (grads.requires(w)) {
                Tensor de = grads.accumulator(w);
                for (int i = 0; i < x.size(); i++) {
                    int to = de.offset() + rowIndex(x, i) * outputDim;
                    int from = dy.offset() + i * outputDim;
                    for (int j = 0; j < outputDim; j++) {
                        de.data()[to + j] += dy.data()[from + j];
                    }
                }
            }
            return grads.requiresInput() ? pass.zeros(x.shape()) : null;
        });
    }

    /** Value {@code i} of x as a row index; a fractional part is dropped, as in Keras. Throws a DataException if E has no such row. */
    private int rowIndex(Tensor x, int i) {
        int row = (int) x.data()[x.offset() + i];
        if (row < 0 || row >= inputDim || Float.isNaN(x.data()[x.offset() + i])) {
            throw new DataException(
                    describe() + ": expected numbers from 0 to " + (inputDim - 1) + ", got " + x.data()[x.offset() + i]
                            + ". Count from 0, and let input_dim be above the largest number of the data.");
        }
        return row;
    }
}
