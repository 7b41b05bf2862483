package dev.cornet.training;

import dev.cornet.backend.Ops;
import dev.cornet.data.Batch;
import dev.cornet.exceptions.DataException;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.LossHead;
import dev.cornet.losses.Loss;
import dev.cornet.losses.RowCounts;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a model on the current batch: Σ over outputs of loss weight × loss of the output. It holds the targets and buffers of one
 * run; the loss functions and weights given to compile are in {@link OutputLosses}.
 */
final class CompileLoss implements LossHead {
    private final OutputLosses outputLosses;

    /** For each output its loss; null for none. */
    private final @Nullable OutputLoss[] losses;

    private final boolean needsWholeBatch;

    private float[] placeholderData = new float[0];

    CompileLoss(OutputLosses outputLosses) {
        this.outputLosses = outputLosses;
        this.losses = new OutputLoss[outputLosses.size()];
        boolean anyNeedsWholeBatch = false;
        for (int o = 0; o < losses.length; o++) {
            Loss loss = outputLosses.loss(o);
            OutputLoss ofOutput = loss == null ? null : OutputLoss.of(loss, outputLosses.logitLoss(o));
            losses[o] = ofOutput;
            anyNeedsWholeBatch |= ofOutput != null && ofOutput.needsWholeBatch();
        }
        this.needsWholeBatch = anyNeedsWholeBatch;
    }

    @Override
    public boolean hasLoss(int output) {
        return outputLosses.loss(output) != null;
    }

    /** Sets the targets and sample weights of the next batch; throws if they do not fit the outputs. */
    void beginBatch(Batch batch) {
        beginShard(batch, null);
    }

    /**
     * Sets the targets and sample weights of the next shard of a batch; throws if they do not fit the outputs.
     *
     * @param ofBatch the facts of the whole batch; null if the shard is the whole batch, or if its own {@link #facts} are to be found
     */
    void beginShard(Batch batch, @Nullable BatchFacts ofBatch) {
        if (batch.size() == 0) {
            throw new DataException("the batch holds no samples: inputs of shape "
                    + batch.inputs().get(0).shape() + ". Give at least one, or leave the batch out.");
        }
        outputLosses.requireTargetCount(batch.targets());
        for (int o = 0; o < losses.length; o++) {
            OutputLoss loss = losses[o];
            if (loss == null) {
                continue;
            }
            Tensor target = batch.targets().get(o);
            Tensor predictions = placeholder(outputLosses.outputShape(o).withBatch(batch.size()));
            outputLosses.namingOutput(o, () -> loss.loss.checkTargets(target, predictions));
            RowCounts counts = ofBatch == null ? null : ofBatch.counts(o);
            loss.begin(target, predictions, CompileMetrics.weightOf(o, batch.weights()), counts);
        }
    }

    /** Returns what the losses must know of the batch to which the current rows belong. */
    BatchFacts facts() {
        return new BatchFacts(Arrays.stream(losses)
                .map(loss -> loss == null ? RowCounts.NONE : loss.counts())
                .toList());
    }

    /** Applies the masks of the outputs: masked rows do not contribute to the loss. */
    @Override
    public void masks(List<@Nullable Tensor> masks) {
        for (int o = 0; o < losses.length; o++) {
            OutputLoss loss = losses[o];
            Tensor mask = masks.get(o);
            if (loss != null && mask != null) {
                loss.mask(
                        placeholder(outputLosses
                                .outputShape(o)
                                .withBatch(mask.shape().dim(0))),
                        mask);
            }
        }
    }

    /** Releases the tensors of the batch. */
    void endBatch() {
        for (OutputLoss loss : losses) {
            if (loss != null) {
                loss.end();
            }
        }
    }

    /** Returns tensors of the shapes of the outputs for {@code rows} samples, whose values are undefined. */
    List<Tensor> placeholders(int rows) {
        List<Tensor> all = new ArrayList<>();
        for (int o = 0; o < outputLosses.size(); o++) {
            all.add(placeholder(outputLosses.outputShape(o).withBatch(rows)));
        }
        return all;
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
    public boolean needsWholeBatch() {
        return needsWholeBatch;
    }

    @Override
    public void apply(int slice, int from, int to, List<Tensor> ys, List<@Nullable Tensor> logits, List<Tensor> dys) {
        for (int o = 0; o < losses.length; o++) {
            OutputLoss loss = losses[o];
            if (loss == null) {
                Ops.fill(dys.get(o), 0f);
            } else {
                loss.compute(from, to, ys.get(o), logits.get(o), outputLosses.lossWeight(o), dys.get(o));
            }
        }
    }

    /** Computes the losses of the outputs of a forward run, with the masks of these outputs. */
    void computeLosses(BatchResult result) {
        masks(result.masks());
        for (int o = 0; o < losses.length; o++) {
            OutputLoss loss = losses[o];
            if (loss != null) {
                Tensor output = result.outputs().get(o);
                loss.compute(0, output.shape().dim(0), output, result.logits().get(o), 1, null);
            }
        }
    }

    /** The loss of output {@code o} on the batch, before multiplication with its loss weight; 0 if it has none. */
    double loss(int o) {
        OutputLoss loss = losses[o];
        return loss == null ? 0 : loss.value();
    }

    /** The loss of each output on the batch. */
    double[] losses() {
        double[] ofOutputs = new double[losses.length];
        Arrays.setAll(ofOutputs, this::loss);
        return ofOutputs;
    }

    /** The total loss: Σ over outputs of loss weight × loss. */
    double total() {
        return outputLosses.total(losses());
    }
}
