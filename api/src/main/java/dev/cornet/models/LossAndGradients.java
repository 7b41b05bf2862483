package dev.cornet.models;

import dev.cornet.data.Batch;
import dev.cornet.graph.Executor;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.LossClosure;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The loss of a batch with the gradients of its weights, penalties included; again at other weights, where an optimizer asks for it. */
final class LossAndGradients implements LossClosure {
    private final Executor runner;
    private final Batch batch;
    private final RandomStream noise;
    private final CompileLoss objective;
    private List<Variable> weights = List.of();
    private List<Tensor> gradients = List.of();

    LossAndGradients(Executor runner, Batch batch, RandomStream noise, CompileLoss objective) {
        this.runner = runner;
        this.batch = batch;
        this.noise = noise;
        this.objective = objective;
    }

    /** What the loss depends on: the others have no gradient and stay as they are, whatever an optimizer does at a gradient of 0. */
    List<Variable> weights() {
        return weights;
    }

    List<Tensor> gradients() {
        return gradients;
    }

    private void leaveOut(Set<Variable> led) {
        List<Variable> ledTo = new ArrayList<>();
        List<Tensor> theirs = new ArrayList<>();
        List<Variable> left = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            if (led.contains(weights.get(i)) || weights.get(i).regularizer() != null) {
                ledTo.add(weights.get(i));
                theirs.add(gradients.get(i));
            } else {
                left.add(weights.get(i));
            }
        }
        Warnings.withoutGradient(left);
        weights = ledTo;
        gradients = theirs;
    }

    /** The loss of a run, whose gradients get those of the penalties. */
    double take(Executor.Result result) {
        weights = runner.trainedVariables();
        gradients = runner.sums();
        Set<Variable> reached = runner.reached();
        if (!reached.containsAll(weights)) {
            leaveOut(reached);
        }
        double penalties = 0;
        boolean penalized = false;
        for (int i = 0; i < weights.size(); i++) {
            Regularizer regularizer = weights.get(i).regularizer();
            if (regularizer != null) {
                penalties += regularizer.penalty(weights.get(i).value());
                regularizer.addGradient(weights.get(i).value(), gradients.get(i));
                penalized = true;
            }
        }
        if (penalized) {
            runner.sumsChanged();
        }
        return objective.total() + result.layerLosses() + penalties;
    }

    /** Runs the batch again; states such as moving means will be those of the first run. Without gradients there is no way on. */
    @Override
    public double get() {
        double loss = take(runner.learn(batch.inputs(), noise, objective));
        return runner.firstInvalid() == null ? loss : Double.POSITIVE_INFINITY;
    }

    /** The first weight whose gradient no optimizer can take; null where there is none. */
    @Nullable
    Variable firstInvalid(Optimizer optimizer) {
        Variable invalid = runner.firstInvalid();
        if (invalid == null || !optimizer.clipsInfinity()) {
            return invalid;
        }
        for (int i = 0; i < weights().size(); i++) {
            if (Ops.hasNaN(gradients().get(i))) {
                return weights().get(i);
            }
        }
        return null;
    }
}
