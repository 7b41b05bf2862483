package dev.cornet.models;

import dev.cornet.backend.Ops;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * A set of models whose predictions are combined: {@code new Ensemble(first, second, third).vote(x)}. The models must have the same
 * inputs and the same classes.
 *
 * <p>Reference: Hansen, Salamon, "Neural network ensembles", IEEE PAMI 12, 1990.
 */
public final class Ensemble {
    private final List<Model> models;

    public Ensemble(Model... models) {
        this(Arguments.nonNullElements(models, "Ensemble: models"));
    }

    public Ensemble(List<? extends Model> models) {
        this.models = Arguments.nonNullElements(models, "Ensemble: models");
        if (this.models.isEmpty()) {
            throw new OptionException(
                    "an ensemble needs at least one model, got none. Write new Ensemble(model, inner).");
        }
        Shape first = outputOf(this.models.get(0));
        for (Model model : this.models) {
            if (!outputOf(model).equals(first)) {
                throw new ShapeException("an ensemble's models must have outputs of one shape: "
                        + LayerAccess.describe(this.models.get(0)) + " has " + first + ", "
                        + LayerAccess.describe(model) + " "
                        + outputOf(model));
            }
        }
    }

    private static Shape outputOf(Model model) {
        if (model.outputs().size() != 1) {
            throw new ShapeException("an ensemble's models must have one output, " + LayerAccess.describe(model)
                    + " has " + model.outputs().size());
        }
        return model.output().shape().withoutBatch();
    }

    public List<Model> models() {
        return models;
    }

    /** The mean of the models' outputs. */
    public Tensor predict(Tensor x) {
        return predict(x, new Predict());
    }

    /** The mean of the models' outputs. */
    public Tensor predict(Tensor x, Predict options) {
        return mean(model -> model.predict(x, options));
    }

    /** The mean of the models' outputs for all samples of a source; each model is given the same batches. */
    public Tensor predict(Batches batches) {
        return predict(batches, new Predict());
    }

    /** The mean of the models' outputs for the samples of a source. */
    public Tensor predict(Batches batches, Predict options) {
        return mean(model -> model.predict(batches, options));
    }

    private Tensor mean(Function<Model, Tensor> outputs) {
        Tensor mean = outputs.apply(models.get(0));
        for (Model model : models.subList(1, models.size())) {
            Ops.add(mean, outputs.apply(model));
        }
        for (int i = 0; i < mean.size(); i++) {
            mean.data()[mean.offset() + i] /= models.size();
        }
        return mean;
    }

    /**
     * The class predicted by most models, for each sample; on a tie, the one of the tied classes with the largest mean output. A single
     * output column is the probability of class 1.
     */
    public int[] vote(Tensor x) {
        return vote(x, new Predict());
    }

    /** The class predicted by most models, for each sample. */
    public int[] vote(Tensor x, Predict options) {
        return majority(model -> model.predict(x, options));
    }

    /** The class predicted by most models, for all samples of a source; each model is given the same batches. */
    public int[] vote(Batches batches) {
        return vote(batches, new Predict());
    }

    /** The class predicted by most models, for the samples of a source. */
    public int[] vote(Batches batches, Predict options) {
        return majority(model -> model.predict(batches, options));
    }

    private int[] majority(Function<Model, Tensor> outputs) {
        int columns = models.get(0).output().shape().last();
        int classes = Math.max(2, columns);
        int rows = 0;
        int[] votes = {};
        double[] sums = {};
        for (Model model : models) {
            Tensor y = outputs.apply(model);
            if (votes.length == 0) {
                rows = y.size() / columns;
                votes = new int[rows * classes];
                sums = new double[rows * classes];
            }
            int[] predicted = columns == 1 ? binaryClasses(y) : y.argMax();
            for (int r = 0; r < rows; r++) {
                votes[r * classes + predicted[r]]++;
                for (int c = 0; c < classes; c++) {
                    sums[r * classes + c] += score(y, r, c, columns);
                }
            }
        }
        int[] winners = new int[rows];
        for (int r = 0; r < rows; r++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                int lead = votes[r * classes + c] - votes[r * classes + best];
                if (lead > 0 || (lead == 0 && sums[r * classes + c] > sums[r * classes + best])) {
                    best = c;
                }
            }
            winners[r] = best;
        }
        return winners;
    }

    /** The score of class {@code c}; a single column p gives class 0 the score 1 − p. */
    private static double score(Tensor y, int row, int c, int columns) {
        float value = y.data()[y.offset() + row * columns + (columns == 1 ? 0 : c)];
        return columns == 1 && c == 0 ? 1 - value : value;
    }

    private static int[] binaryClasses(Tensor y) {
        int[] predicted = new int[y.size()];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = y.data()[y.offset() + i] > 0.5 ? 1 : 0;
        }
        return predicted;
    }
}
