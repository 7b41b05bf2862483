package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of SimpleRNN, LSTM and GRU: their weights and options beyond those of every recurrent layer. Other recurrent layers extend
 * {@link BaseRNN}.
 *
 * <p>Weights: W "kernel" (features, gates·units), U "recurrent_kernel" (units, gates·units), b "bias". {@link RecurrentRun} computes the
 * steps, {@link GatedCell} the formulas of one step. Why the layer takes the whole batch in training is explained in {@code
 * docs/decisions/2026-11-21-recurrent-steps.md}.
 *
 * @param <L> the layer itself
 */
public abstract class GatedRNN<L extends GatedRNN<L>> extends BaseRNN<L>
        implements OptionMethods.Activation<L>,
                OptionMethods.Kernel<L>,
                OptionMethods.Recurrent<L>,
                OptionMethods.Bias<L> {
    @Option
    int units;

    @Option
    ActivationFunction activation = Activations.of("tanh");

    @Option
    private boolean useBias = true;

    @Option("kernel")
    private final WeightOptions kernelOptions = new WeightOptions("glorot_uniform");

    @Option("recurrent")
    private final WeightOptions recurrentOptions = new WeightOptions("orthogonal");

    @Option("bias")
    private final WeightOptions biasOptions = new WeightOptions("zeros");

    @Option(after = "bias_regularizer")
    private @Nullable Regularizer activityRegularizer;

    @Option
    double dropout;

    @Option
    double recurrentDropout;

    @Option
    @Nullable
    Integer seed;

    private @Nullable Variable kernel;

    @Nullable
    Variable recurrentKernel;

    private @Nullable Variable bias;

    GatedRNN() {}

    GatedRNN(int units) {
        this.units = units;
        validate();
    }

    /** The number of gates; each has {@code units} columns of W and U. */
    abstract int gateCount();

    /** The number of vectors of {@code units} values that the matrix products of a step compute. */
    int preActivationCount() {
        return gateCount();
    }

    /** The number of vectors of {@code units} values that a step caches for the backward pass; at least {@link #preActivationCount}. */
    abstract int cachedCount();

    /** The number of states: 1 for h, 2 for h and c. */
    int stateCount() {
        return 1;
    }

    /** The formulas of a step, for one run. */
    abstract GatedCell newCell(RecurrentRun run);

    Shape biasShape() {
        return Shape.of(Math.multiplyExact(gateCount(), units));
    }

    /** The kernel W; the layer must be built. */
    public final Variable kernel() {
        return Objects.requireNonNull(kernel, "built");
    }

    /** The bias b; null if the layer has none. */
    public final @Nullable Variable bias() {
        return bias;
    }

    /** The fraction of the input features dropped in training, the same features in all steps; default 0. */
    public L dropout(double rate) {
        dropout = rate;
        return self();
    }

    /**
     * The fraction of h dropped in training before it is multiplied by U, the same in all steps; default 0. Each gate has its own dropout
     * masks for h and, with {@link #dropout}, for x. Reference: Gal, Ghahramani, "A theoretically grounded application of dropout in
     * recurrent neural networks", NIPS 2016.
     */
    public L recurrentDropout(double rate) {
        recurrentDropout = rate;
        return self();
    }

    /** A seed that is mixed into the random stream of the dropout masks; default none. */
    public L seed(int seed) {
        this.seed = seed;
        return self();
    }

    @Override
    protected void validate() {
        require(units > 0, "units, the number of outputs, must be positive, got %d", units);
        require(dropout >= 0 && dropout <= 1, "dropout must be between 0 and 1, got %s", dropout);
        require(
                recurrentDropout >= 0 && recurrentDropout <= 1,
                "recurrent_dropout must be between 0 and 1, got %s",
                recurrentDropout);
    }

    @Override
    protected final int[] stateSizes() {
        int[] sizes = new int[stateCount()];
        Arrays.fill(sizes, units);
        return sizes;
    }

    @Override
    protected void build(Shape in) {
        int columns = Math.multiplyExact(gateCount(), units);
        kernel = weight("kernel", Shape.of(in.last(), columns), kernelOptions);
        recurrentKernel = weight("recurrent_kernel", Shape.of(units, columns), recurrentOptions);
        bias = useBias ? weight("bias", biasShape(), biasOptions) : null;
    }

    /** In training the layer itself divides the rows of the batch among the threads: see {@link RecurrentRun}. */
    @Override
    protected final RowUse rowUse(boolean training) {
        return training ? RowUse.WHOLE_IS_FASTER : RowUse.SLICES;
    }

    @Override
    protected final Outputs runSteps(Tensor x, List<@Nullable Tensor> initialStates, Pass pass) {
        RecurrentRun run = new RecurrentRun(this, x, initialStates, pass);
        List<Tensor> ys = new ArrayList<>(List.of(run.output()));
        ys.addAll(run.forward(ys.get(0)));
        List<Output> penalized = new ArrayList<>();
        for (Tensor y : returnsState() ? ys : ys.subList(0, 1)) { // as in Keras, the penalty covers returned states too
            penalized.add(ActivityPenalty.of(activityRegularizer, new Output(y, (dy, grads) -> dy), pass));
        }
        return Outputs.of(ys, (dys, grads) -> {
            List<Tensor> penalizedDys = new ArrayList<>();
            for (int i = 0; i < penalized.size(); i++) {
                penalizedDys.add(
                        Objects.requireNonNull(penalized.get(i).backward().apply(dys.get(i), grads)));
            }
            return run.backward(penalizedDys, grads);
        });
    }
}
