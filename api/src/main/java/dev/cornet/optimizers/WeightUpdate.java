package dev.cornet.optimizers;

import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * The update of one weight in one step, as a {@link WholeWeightOptimizer} sees it: the weight, its gradient and its slots as tensors, each
 * of which begins its array, so that value i is {@code data()[i]}.
 */
public final class WeightUpdate {
    private final String optimizer;
    private final Variable weight;
    private final Tensor g;
    private final Map<String, Tensor> slots;
    private final float learningRate;
    private final long step;

    /** @param optimizer the optimizer's name, for messages */
    WeightUpdate(
            String optimizer, Variable weight, Tensor g, Map<String, Tensor> slots, float learningRate, long step) {
        this.optimizer = optimizer;
        this.weight = weight;
        this.g = g;
        this.slots = slots;
        this.learningRate = learningRate;
        this.step = step;
    }

    /** The weight w, to be changed. */
    public Tensor w() {
        return weight.value(); // the optimizer calls changed() after the step
    }

    /** The gradient of the weight, clipped if that is an option; it may be overwritten. */
    public Tensor g() {
        return g;
    }

    /** The shape of weight and gradient. */
    public Shape shape() {
        return weight.shape();
    }

    /** The path of the weight, such as "dense/kernel", for algorithms that treat biases otherwise. */
    public String path() {
        return weight.path();
    }

    /** The learning rate η of this step. */
    public float learningRate() {
        return learningRate;
    }

    /** The number t of this update, from 1. */
    public long step() {
        return step;
    }

    /** A slot of this weight, to be changed; one of {@link Optimizer#slots}. */
    public Tensor slot(String name) {
        Tensor slot = slots.get(name);
        if (slot == null) {
            throw new OptionException(optimizer + ": there is no slot \"" + name + "\", only " + slots.keySet()
                    + ". Let slots() return its name too.");
        }
        return slot;
    }
}
