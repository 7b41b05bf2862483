package dev.cornet.models;

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
 * The losses of a model's outputs with their weights, as compile has settled them; what they are on a batch is an {@link CompileLoss}.
 *
 * <p>A cross-entropy behind softmax or sigmoid is computed from that activation's argument, in training and in evaluation, as in Keras; so
 * is a metric of cross-entropy.
 */
final class LossTerms {
    private static final int LARGEST_CHECK = 1 << 22;

    private final List<@Nullable Loss> losses;
    private final List<@Nullable Loss> logitLosses = new ArrayList<>();
    private final List<@Nullable String> activations = new ArrayList<>();
    private final boolean severalLosses;
    private final boolean[] keepsLogits;
    private final double[] lossWeights;
    private final List<Shape> outputs;
    private final List<String> names;

    LossTerms(
            List<Symbol> outputs,
            List<String> names,
            List<@Nullable Loss> losses,
            double[] lossWeights,
            List<List<Metric>> metrics,
            List<List<Metric>> weighted) {
        this.losses = losses;
        this.severalLosses = losses.stream().filter(Objects::nonNull).count() > 1;
        this.lossWeights = lossWeights;
        this.outputs = outputs.stream().map(Symbol::shape).toList();
        this.names = names;
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
            for (List<List<Metric>> kind : List.of(metrics, weighted)) {
                for (Metric metric : kind.get(o)) {
                    Metric fromLogits = onLogits(o, metric);
                    keepsLogits[o] |= fromLogits != null;
                    if (fromLogits == metric) {
                        warnOfLogits(metric.name(), o);
                    }
                }
            }
        }
    }

    /** Tells that a loss or metric wants logits where there are none; it gets what Keras gives it. */
    private void warnOfLogits(String name, int o) {
        Console.warn(name + " was given fromLogits(true), but the layer " + names.get(o) + " ends with "
                + activations.get(o) + " and gives no logits. The values before " + activations.get(o)
                + " are taken. Leave fromLogits out, or the activation.");
    }

    /** The metric on logits that stands for {@code metric} of output {@code o}; null where it is computed from the output. */
    @Nullable
    Metric onLogits(int o, Metric metric) {
        String activation = activations.get(o);
        return activation == null ? null : metric.onLogits(activation);
    }

    /** True when a metric of output {@code o} is computed from logits. */
    boolean keepsLogits(int o) {
        return keepsLogits[o];
    }

    /** The number of outputs. */
    int size() {
        return losses.size();
    }

    /** Whether the loss of output {@code o} has a value of its own among those of a run: as in Keras, where several outputs have losses. */
    boolean isNamed(int o) {
        return severalLosses && losses.get(o) != null;
    }

    /** The loss of output {@code o}; null for one that is not learnt from. */
    @Nullable
    Loss loss(int o) {
        return losses.get(o);
    }

    /** The form of that loss that takes the argument of the output's activation; null where there is none. */
    @Nullable
    Loss logitLoss(int o) {
        return logitLosses.get(o);
    }

    double weight(int o) {
        return lossWeights[o];
    }

    /** The shape of one sample of output {@code o}. */
    Shape shape(int o) {
        return outputs.get(o);
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
            Shape predictions = outputs.get(o).withBatch(rows);
            if (target.shape().equals(predictions)) {
                named(o, () -> loss.checkTargets(target, target)); // of predictions only the shape matters
            } else if ((long) rows * outputs.get(o).size() <= LARGEST_CHECK) {
                named(o, () -> loss.checkTargets(target, Tensor.zeros(predictions)));
            }
        }
    }

    /** Runs a check of targets, whose refusal then names the output. */
    void named(int o, Runnable check) {
        try {
            check.run();
        } catch (ShapeException e) {
            throw new ShapeException("output " + names.get(o) + ": " + e.getMessage(), e);
        } catch (DataException e) {
            throw new DataException("output " + names.get(o) + ": " + e.getMessage(), e);
        }
    }

    /** Refuses sample weights for another number of outputs; one tensor is for all of them. */
    void requireWeights(String verb, List<Tensor> weights) {
        if (weights.size() > 1 && weights.size() != losses.size()) {
            throw new ShapeException(
                    verb + ": sampleWeight has " + weights.size() + " tensors, but the model has " + losses.size()
                            + (losses.size() == 1 ? " output (" : " outputs (") + String.join(", ", names)
                            + "). Give one tensor for all outputs, or one for each.");
        }
    }

    /** Refuses targets for another number of outputs. */
    void requireCount(List<Tensor> all) {
        if (Arguments.all(all, "the list of targets").size() != losses.size()) {
            throw new ShapeException("the model has " + losses.size()
                    + (losses.size() == 1 ? " output (" : " outputs (") + String.join(", ", names)
                    + "), but the data has targets for " + all.size()
                    + ". Give one tensor of targets for each output.");
        }
    }
}
