package dev.cornet.models;

import dev.cornet.data.Batch;
import dev.cornet.exceptions.DataException;
import dev.cornet.graph.Executor;
import dev.cornet.graph.LossHead;
import dev.cornet.losses.Loss;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a model's outputs on the batch in hand: Σ over outputs of loss weight × loss. Holds the targets and the memory of one run; what
 * compile has settled stands in {@link LossTerms}.
 */
final class CompileLoss implements LossHead {
    private final LossTerms terms;
    private final float[][] scales;
    private final double[][] perRow;
    private List<Tensor> targets = List.of();
    private List<Tensor> weights = List.of();
    private float[] blank = new float[0];

    CompileLoss(LossTerms terms) {
        this.terms = terms;
        this.scales = new float[terms.size()][0];
        this.perRow = new double[terms.size()][0];
    }

    @Override
    public boolean hasLoss(int output) {
        return terms.loss(output) != null;
    }

    /** Takes the targets and weights of a batch; refuses those that do not fit. */
    void begin(Batch batch) {
        if (batch.size() == 0) {
            throw new DataException("the batch holds no samples: inputs of shape "
                    + batch.inputs().get(0).shape() + ". Give at least one, or leave the batch out.");
        }
        terms.requireCount(batch.targets());
        targets = batch.targets();
        weights = batch.weights();
        for (int o = 0; o < terms.size(); o++) {
            Loss loss = terms.loss(o);
            if (loss == null) {
                continue;
            }
            Tensor like = blank(terms.shape(o).withBatch(batch.size()));
            checkTargets(o, loss, like);
            int rows = Loss.rows(like);
            if (scales[o].length != rows) {
                scales[o] = new float[rows];
                perRow[o] = new double[rows];
            }
            loss.sampleScales(targets.get(o), like, CompileMetrics.weightOf(o, weights), scales[o]);
        }
    }

    private void checkTargets(int o, Loss loss, Tensor like) {
        terms.named(o, () -> loss.checkTargets(targets.get(o), like));
    }

    /** Takes the masks of the outputs: rows that they leave out count for nothing. */
    @Override
    public void masks(List<@Nullable Tensor> masks) {
        for (int o = 0; o < terms.size(); o++) {
            Loss loss = terms.loss(o);
            Tensor mask = masks.get(o);
            if (loss != null && mask != null) {
                Tensor like = blank(terms.shape(o).withBatch(mask.shape().dim(0)));
                loss.sampleScales(targets.get(o), like, CompileMetrics.weightOf(o, weights), mask, scales[o]);
            }
        }
    }

    /** Lets go of the batch. */
    void end() {
        targets = List.of();
        weights = List.of();
    }

    private Tensor blank(Shape shape) {
        if (blank.length < shape.size()) {
            blank = new float[shape.size()];
        }
        return Tensor.wrap(blank, 0, shape);
    }

    @Override
    public boolean onLogits(int output) {
        return terms.logitLoss(output) != null;
    }

    @Override
    public boolean keepsLogits(int output) {
        return terms.keepsLogits(output);
    }

    @Override
    public void apply(int part, int from, int to, List<Tensor> ys, List<@Nullable Tensor> logits, List<Tensor> dys) {
        for (int o = 0; o < terms.size(); o++) {
            Tensor z = logits.get(o);
            Loss onLogits = terms.logitLoss(o);
            boolean inside = z != null && onLogits != null;
            Loss loss = inside ? onLogits : terms.loss(o);
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
            loss.gradient(y, p, terms.weight(o), scales[o], first, dys.get(o));
        }
    }

    /** The losses on what a run forward gives, with its masks. */
    void measure(Executor.Result result) {
        masks(result.masks());
        for (int o = 0; o < terms.size(); o++) {
            Tensor z = result.logits().get(o);
            Loss onLogits = terms.logitLoss(o);
            boolean inside = z != null && onLogits != null;
            Loss loss = inside ? onLogits : terms.loss(o);
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
        for (int o = 0; o < terms.size(); o++) {
            sum += terms.weight(o) * loss(o);
        }
        return sum;
    }
}
