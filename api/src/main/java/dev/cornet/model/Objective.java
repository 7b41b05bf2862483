package dev.cornet.model;

import dev.cornet.config.Registry;
import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.error.ShapeException;
import dev.cornet.graph.Graph;
import dev.cornet.graph.LossHead;
import dev.cornet.graph.Runner;
import dev.cornet.layer.Symbol;
import dev.cornet.loss.Loss;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a model's outputs on the batch in hand: Σ over outputs of loss weight × loss.
 *
 * <p>A cross-entropy behind softmax or sigmoid is computed from that activation's argument, in training and in evaluation, as in Keras.
 */
final class Objective implements LossHead {
    private static final int LARGEST_CHECK = 1 << 22;

    private final List<@Nullable Loss> losses;
    private final List<@Nullable Loss> logitLosses = new ArrayList<>();
    private final double[] lossWeights;
    private final boolean[] keepsLogits;
    private final List<Shape> outputs;
    private final List<String> names;
    private List<Tensor> targets = List.of();
    private List<Tensor> weights = List.of();
    private float[][] scales;
    private double[][] perRow;
    private float[] blank = new float[0];

    Objective(List<Symbol> outputs, List<@Nullable Loss> losses, double[] lossWeights, boolean[] keepsLogits) {
        this.keepsLogits = keepsLogits;
        this.losses = losses;
        this.lossWeights = lossWeights;
        this.outputs = outputs.stream().map(Symbol::shape).toList();
        this.names = outputs.stream().map(o -> o.node().layer().name()).toList();
        this.scales = new float[losses.size()][0];
        this.perRow = new double[losses.size()][0];
        for (int o = 0; o < losses.size(); o++) {
            String activation = Graph.lastActivation(outputs.get(o));
            Loss loss = losses.get(o);
            Loss onLogits = activation == null || loss == null ? null : loss.onLogits(activation);
            logitLosses.add(onLogits);
            if (onLogits != null && onLogits == loss) {
                warnOfLogits(loss.name(), names.get(o), String.valueOf(activation));
            }
        }
    }

    static Loss lossOf(Object loss) {
        return loss instanceof Loss own ? own : Registry.get(Loss.class, loss.toString());
    }

    /** Tells that a loss or metric wants logits where there are none; it gets what Keras gives it. */
    static void warnOfLogits(String name, String output, String activation) {
        Console.warn(name + " was given fromLogits(true), but the layer " + output + " ends with " + activation
                + " and gives no logits. The values before " + activation
                + " are taken. Leave fromLogits out, or the activation.");
    }

    /** Takes the targets and weights of a batch; refuses those that do not fit. */
    void begin(Batch batch) {
        requireCount(batch.targets());
        targets = batch.targets();
        weights = batch.weights();
        for (int o = 0; o < losses.size(); o++) {
            Loss loss = losses.get(o);
            if (loss == null) {
                continue;
            }
            Tensor like = blank(outputs.get(o).prepend(batch.size()));
            loss.checkTargets(targets.get(o), like);
            int rows = Loss.rows(like);
            if (scales[o].length != rows) {
                scales[o] = new float[rows];
                perRow[o] = new double[rows];
            }
            loss.scales(targets.get(o), like, Running.weightOf(o, weights), scales[o]);
        }
    }

    /** Takes the masks of the outputs: rows that they leave out count for nothing. */
    @Override
    public void masks(List<@Nullable Tensor> masks) {
        for (int o = 0; o < losses.size(); o++) {
            Loss loss = losses.get(o);
            Tensor mask = masks.get(o);
            if (loss != null && mask != null) {
                Tensor like = blank(outputs.get(o).prepend(mask.shape().dim(0)));
                loss.scales(targets.get(o), like, Running.weightOf(o, weights), mask, scales[o]);
            }
        }
    }

    /**
     * Refuses targets that do not fit while they are still whole and in order, so that a message names the row that the user knows.
     * Those too large for that are refused when their batch comes.
     */
    void require(List<Tensor> all) {
        requireCount(all);
        for (int o = 0; o < losses.size(); o++) {
            Loss loss = losses.get(o);
            Tensor target = all.get(o);
            if (loss == null || target.shape().rank() == 0) {
                continue;
            }
            int rows = target.shape().dim(0);
            Shape predictions = outputs.get(o).prepend(rows);
            if (target.shape().equals(predictions)) {
                loss.checkTargets(target, target); // of predictions only the shape matters
            } else if ((long) rows * outputs.get(o).size() <= LARGEST_CHECK) {
                loss.checkTargets(target, Tensor.zeros(predictions));
            }
        }
    }

    private void requireCount(List<Tensor> all) {
        if (all.size() != losses.size()) {
            throw new ShapeException("the model has " + losses.size()
                    + (losses.size() == 1 ? " output (" : " outputs (") + String.join(", ", names)
                    + "), but the data has targets for " + all.size()
                    + ". Give one tensor of targets for each output.");
        }
    }

    private Tensor blank(Shape shape) {
        if (blank.length < shape.size()) {
            blank = new float[shape.size()];
        }
        return Tensor.wrap(blank, 0, shape);
    }

    @Override
    public boolean onLogits(int output) {
        return logitLosses.get(output) != null;
    }

    @Override
    public boolean keepsLogits(int output) {
        return keepsLogits[output];
    }

    @Override
    public void apply(int part, int from, int to, List<Tensor> ys, List<@Nullable Tensor> logits, List<Tensor> dys) {
        for (int o = 0; o < losses.size(); o++) {
            Tensor z = logits.get(o);
            Loss onLogits = logitLosses.get(o);
            boolean inside = z != null && onLogits != null;
            Loss loss = inside ? onLogits : losses.get(o);
            if (loss == null) {
                Ops.fill(dys.get(o), 0f);
                continue;
            }
            Tensor p = inside ? z : ys.get(o);
            Tensor y = targets.get(o).rows(from, to);
            int rowsPerSample =
                    scales[o].length / Math.max(1, targets.get(o).shape().dim(0));
            int first = from * rowsPerSample;
            loss.losses(y, p, perRow[o], first);
            loss.gradient(y, p, lossWeights[o], scales[o], first, dys.get(o));
        }
    }

    /** The losses on what a run forward gives, with its masks. */
    void measure(Runner.Result result) {
        masks(result.masks());
        for (int o = 0; o < losses.size(); o++) {
            Tensor z = result.logits().get(o);
            Loss onLogits = logitLosses.get(o);
            boolean inside = z != null && onLogits != null;
            Loss loss = inside ? onLogits : losses.get(o);
            if (loss != null) {
                loss.losses(targets.get(o), inside ? z : result.outputs().get(o), perRow[o]);
            }
        }
    }

    /** The loss of output {@code o} on the batch, without its loss weight. */
    double loss(int o) {
        double sum = 0;
        for (int r = 0; r < scales[o].length; r++) {
            if (scales[o][r] != 0) {
                sum += scales[o][r] * perRow[o][r];
            }
        }
        return sum;
    }

    /** Σ loss weight × loss. */
    double total() {
        double sum = 0;
        for (int o = 0; o < losses.size(); o++) {
            sum += lossWeights[o] * loss(o);
        }
        return sum;
    }

    int size() {
        return losses.size();
    }
}
