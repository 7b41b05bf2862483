package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.graph.Runner;
import dev.cornet.layer.Carried;
import dev.cornet.layer.Variable;
import dev.cornet.optimizer.BatchLoss;
import dev.cornet.random.Noise;
import dev.cornet.regularizer.Regularizer;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss of a batch with the gradients of its weights, penalties included; again at other weights, where an optimizer asks for it. */
final class Slope implements BatchLoss {
    private final Model model;
    private final Runner runner;
    private final Batch batch;
    private final Noise noise;
    private final Objective objective;

    Slope(Model model, Runner runner, Batch batch, Noise noise, Objective objective) {
        this.model = model;
        this.runner = runner;
        this.batch = batch;
        this.noise = noise;
        this.objective = objective;
    }

    List<Variable> weights() {
        return runner.learnt();
    }

    List<Tensor> gradients() {
        return runner.sums();
    }

    /** The loss of a run, whose gradients get those of the penalties. */
    double take(Runner.Result result) {
        List<Variable> weights = weights();
        List<Tensor> gradients = gradients();
        double penalties = 0;
        for (int i = 0; i < weights.size(); i++) {
            Regularizer regularizer = weights.get(i).regularizer();
            if (regularizer != null) {
                penalties += regularizer.penalty(weights.get(i).read());
                regularizer.addGradient(weights.get(i).read(), gradients.get(i));
            }
        }
        return objective.total() + result.layerLosses() + penalties;
    }

    /** Runs the batch again. States such as moving means stay those of the first run: a step moves them once. */
    @Override
    public double get() {
        List<Variable> states =
                model.variables().stream().filter(Variable::isState).toList();
        List<Tensor> kept = new ArrayList<>();
        states.forEach(state -> kept.add(state.read().copy()));
        List<Carried> carried = model.carried();
        List<@Nullable Tensor> carriedBefore = new ArrayList<>();
        carried.forEach(state -> carriedBefore.add(state.value()));
        double loss = take(runner.learn(batch.inputs(), noise, objective));
        for (int i = 0; i < carried.size(); i++) {
            carried.get(i).restore(carriedBefore.get(i));
        }
        for (int i = 0; i < kept.size(); i++) {
            states.get(i).assign(kept.get(i));
        }
        return loss;
    }
}
