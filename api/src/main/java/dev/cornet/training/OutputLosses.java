package dev.cornet.training;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.Graph;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loss functions of a model's outputs and their weights, as given to compile. {@link CompileLoss} evaluates them on a batch.
 *
 * <p>If an output ends with softmax or sigmoid, its cross-entropy losses and metrics are computed from the logits, that is, from the
 * argument of the activation, in training and in evaluation, as in Keras.
 */
public final class OutputLosses {
    private static final int MAX_CHECKED_VALUES = 1 << 22;

    private final List<@Nullable Loss> losses;
    private final List<@Nullable Loss> logitLosses = new ArrayList<>();
    private final List<@Nullable String> activations = new ArrayList<>();
    private final boolean hasSeveralLosses;
    private final boolean[] keepsLogits;
    private final double[] lossWeights;
    private final List<Shape> outputShapes;
    private final List<String> outputNames;

    OutputLosses(List<Symbol> outputs, List<String> names, OutputArguments arguments) {
        this.losses = arguments.losses();
        this.hasSeveralLosses = losses.stream().filter(Objects::nonNull).count() > 1;
        this.lossWeights = arguments.lossWeights().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        this.outputShapes =
                outputs.stream().map(output -> output.shape().withoutBatch()).toList();
        this.outputNames = names;
        this.keepsLogits = new boolean[losses.size()];
        for (int o = 0; o < losses.size(); o++) {
            String activation = Graph.lastActivation(outputs.get(o));
            activations.add(activation);
            Loss loss = losses.get(o);
            Loss onLogits = activation == null || loss == null ? null : loss.fromLogitsVariant(activation);
            logitLosses.add(onLogits);
            if (loss != null && onLogits == loss) {
                warnOfLogits(loss.name(), o);
            }
            for (List<List<Metric>> kind : List.of(arguments.metrics(), arguments.weightedMetrics())) {
                for (Metric metric : kind.get(o)) {
                    Metric fromLogits = metricOnLogits(o, metric);
                    keepsLogits[o] |= fromLogits != null;
                    if (fromLogits == metric) {
                        warnOfLogits(metric.name(), o);
                    }
                }
            }
        }
    }

    /**
     * Warns that a loss or metric expects logits but its output has an activation; as in Keras, it is computed from the argument of the
     * activation.
     */
    private void warnOfLogits(String name, int o) {
        Console.warn(name + " was given fromLogits(true), but the layer " + outputNames.get(o) + " ends with "
                + activations.get(o) + " and gives no logits. The values before " + activations.get(o)
                + " are taken. Leave fromLogits out, or the activation.");
    }

    /** The variant of {@code metric} that takes the logits of output {@code o}; null if the metric is computed from the output itself. */
    @Nullable
    Metric metricOnLogits(int o, Metric metric) {
        String activation = activations.get(o);
        return activation == null ? null : metric.fromLogitsVariant(activation);
    }

    /** Whether a metric of output {@code o} is computed from logits. */
    boolean keepsLogits(int o) {
        return keepsLogits[o];
    }

    /** The number of outputs. */
    int size() {
        return losses.size();
    }

    /** Whether the loss of output {@code o} is reported in addition to the total loss: as in Keras, if several outputs have losses. */
    boolean reportsLoss(int o) {
        return hasSeveralLosses && losses.get(o) != null;
    }

    /** The loss of output {@code o}; null if it has none. */
    @Nullable
    Loss loss(int o) {
        return losses.get(o);
    }

    /** The variant of the loss of output {@code o} that takes logits; null if the loss is computed from the output itself. */
    @Nullable
    Loss logitLoss(int o) {
        return logitLosses.get(o);
    }

    double lossWeight(int o) {
        return lossWeights[o];
    }

    /** The total of the losses of the outputs: Σ over outputs of loss weight × loss. */
    double total(double[] lossesOfOutputs) {
        double sum = 0;
        for (int o = 0; o < lossesOfOutputs.length; o++) {
            sum += lossWeights[o] * lossesOfOutputs[o];
        }
        return sum;
    }

    /** The shape of one sample of output {@code o}. */
    Shape outputShape(int o) {
        return outputShapes.get(o);
    }

    /**
     * Throws if targets do not fit the losses. Called for the whole data, before it is shuffled and cut into batches, so that messages
     * name the user's row; large targets are left to the check of their batch.
     */
    public void requireTargets(List<Tensor> targets) {
        requireTargetCount(targets);
        for (int o = 0; o < losses.size(); o++) {
            Loss loss = losses.get(o);
            Tensor target = targets.get(o);
            if (loss == null || target.shape().rank() == 0) {
                continue;
            }
            int rows = target.shape().dim(0);
            Shape predictions = outputShapes.get(o).withBatch(rows);
            if (target.shape().equals(predictions)) {
                namingOutput(
                        o, () -> loss.checkTargets(target, target)); // the check only uses the shape of the predictions
            } else if ((long) rows * outputShapes.get(o).size() <= MAX_CHECKED_VALUES) {
                namingOutput(o, () -> loss.checkTargets(target, Tensor.zeros(predictions)));
            }
        }
    }

    /** Runs a check of targets and adds the name of the output to the message of its exception. */
    void namingOutput(int o, Runnable check) {
        try {
            check.run();
        } catch (ShapeException e) {
            throw new ShapeException("output " + outputNames.get(o) + ": " + e.getMessage(), e);
        } catch (DataException e) {
            throw new DataException("output " + outputNames.get(o) + ": " + e.getMessage(), e);
        }
    }

    /** Throws unless there are no sample weights, one tensor of weights for all outputs, or one per output. */
    public void requireSampleWeights(String method, List<Tensor> weights) {
        if (weights.size() > 1 && weights.size() != losses.size()) {
            throw new ShapeException(
                    method + ": sampleWeight has " + weights.size() + " tensors, but the model has " + losses.size()
                            + (losses.size() == 1 ? " output (" : " outputs (") + String.join(", ", outputNames)
                            + "). Give one tensor for all outputs, or one for each.");
        }
    }

    /** Throws unless there is one tensor of targets for each output. */
    void requireTargetCount(List<Tensor> targets) {
        if (Arguments.nonNullElements(targets, "the list of targets").size() != losses.size()) {
            throw new ShapeException("the model has " + losses.size()
                    + (losses.size() == 1 ? " output (" : " outputs (") + String.join(", ", outputNames)
                    + "), but the data has targets for " + targets.size()
                    + ". Give one tensor of targets for each output.");
        }
    }
}
