package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.exceptions.DataException;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.LossHead;
import dev.cornet.losses.Loss;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a model on the current batch: Σ over outputs of loss weight × loss of the output. It holds the targets and buffers of one
 * run; the loss functions and weights given to compile are in {@link OutputLosses}.
 */
final class CompileLoss implements LossHead {
    private final OutputLosses outputLosses;

    /** For each output, the factor of each row's loss: it combines the reduction, the sample weight and the mask. */
    private final float[][] scales;

    /** For each output, the loss of each row. */
    private final double[][] rowLosses;

    private List<Tensor> targets = List.of();
    private List<Tensor> weights = List.of();
    private float[] placeholderData = new float[0];

    CompileLoss(OutputLosses outputLosses) {
        this.outputLosses = outputLosses;
        this.scales = new float[outputLosses.size()][0];
        this.rowLosses = new double[outputLosses.size()][0];
    }

    @Override
    public boolean hasLoss(int output) {
        return outputLosses.loss(output) != null;
    }

    /** Sets the targets and sample weights of the next batch; throws if they do not fit the outputs. */
    void beginBatch(Batch batch) {
        if (batch.size() == 0) {
            throw new DataException("the batch holds no samples: inputs of shape "
                    + batch.inputs().get(0).shape() + ". Give at least one, or leave the batch out.");
        }
        outputLosses.requireTargetCount(batch.targets());
        targets = batch.targets();
        weights = batch.weights();
        for (int o = 0; o < outputLosses.size(); o++) {
            Loss loss = outputLosses.loss(o);
            if (loss == null) {
                continue;
            }
            Tensor predictions = placeholder(outputLosses.outputShape(o).withBatch(batch.size()));
            checkTargets(o, loss, predictions);
            int rows = Loss.rows(predictions);
            if (scales[o].length != rows) {
                double[] losses = new double[rows]; // both first: without memory for one, neither is replaced
                scales[o] = new float[rows];
                rowLosses[o] = losses;
            }
            loss.rowScales(targets.get(o), predictions, CompileMetrics.weightOf(o, weights), scales[o]);
        }
    }

    private void checkTargets(int o, Loss loss, Tensor predictions) {
        outputLosses.namingOutput(o, () -> loss.checkTargets(targets.get(o), predictions));
    }

    /** Applies the masks of the outputs: masked rows do not contribute to the loss. */
    @Override
    public void masks(List<@Nullable Tensor> masks) {
        for (int o = 0; o < outputLosses.size(); o++) {
            Loss loss = outputLosses.loss(o);
            Tensor mask = masks.get(o);
            if (loss != null && mask != null) {
                Tensor predictions = placeholder(
                        outputLosses.outputShape(o).withBatch(mask.shape().dim(0)));
                loss.rowScales(targets.get(o), predictions, CompileMetrics.weightOf(o, weights), mask, scales[o]);
            }
        }
    }

    /** Releases the tensors of the batch. */
    void endBatch() {
        targets = List.of();
        weights = List.of();
    }

    /** A tensor of zeros, passed as predictions where only their shape matters. */
    private Tensor placeholder(Shape shape) {
        if (placeholderData.length < shape.size()) {
            placeholderData = new float[shape.size()];
        }
        return Tensor.wrap(placeholderData, 0, shape);
    }

    @Override
    public boolean usesLogits(int output) {
        return outputLosses.logitLoss(output) != null;
    }

    @Override
    public boolean keepsLogits(int output) {
        return outputLosses.keepsLogits(output);
    }

    @Override
    public void apply(int slice, int from, int to, List<Tensor> ys, List<@Nullable Tensor> logits, List<Tensor> dys) {
        for (int o = 0; o < outputLosses.size(); o++) {
            Tensor z = logits.get(o);
            Loss onLogits = outputLosses.logitLoss(o);
            boolean usesLogits = z != null && onLogits != null;
            Loss loss = usesLogits ? onLogits : outputLosses.loss(o);
            if (loss == null) {
                Ops.fill(dys.get(o), 0f);
                continue;
            }
            Tensor p = usesLogits ? z : ys.get(o);
            Tensor y = targets.get(o).rows(from, to);
            int rowsPerSample =
                    scales[o].length / Math.max(1, targets.get(o).shape().dim(0));
            int first = from * rowsPerSample;
            loss.losses(y, p, rowLosses[o], first);
            loss.gradient(y, p, outputLosses.lossWeight(o), scales[o], first, dys.get(o));
        }
    }

    /** Computes the losses of the outputs of a forward run, with the masks of these outputs. */
    void computeLosses(BatchResult result) {
        masks(result.masks());
        for (int o = 0; o < outputLosses.size(); o++) {
            Tensor z = result.logits().get(o);
            Loss onLogits = outputLosses.logitLoss(o);
            boolean usesLogits = z != null && onLogits != null;
            Loss loss = usesLogits ? onLogits : outputLosses.loss(o);
            if (loss != null) {
                loss.losses(targets.get(o), usesLogits ? z : result.outputs().get(o), rowLosses[o]);
            }
        }
    }

    /** The loss of output {@code o} on the batch, before multiplication with its loss weight. */
    double loss(int o) {
        double sum = 0;
        for (int r = 0; r < scales[o].length; r++) {
            if (scales[o][r] != 0) {
                sum += scales[o][r] * rowLosses[o][r];
            }
        }
        return sum;
    }

    /** The total loss: Σ over outputs of loss weight × loss. */
    double total() {
        double sum = 0;
        for (int o = 0; o < outputLosses.size(); o++) {
            sum += outputLosses.lossWeight(o) * loss(o);
        }
        return sum;
    }
}
