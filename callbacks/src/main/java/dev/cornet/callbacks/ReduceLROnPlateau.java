package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies the learning rate by {@code factor} when a figure has not improved for {@code patience} epochs, and logs it as
 * {@code learning_rate}. Reference: Keras' ReduceLROnPlateau page.
 */
public final class ReduceLROnPlateau extends Monitor<ReduceLROnPlateau> {
    private double factor = 0.1;
    private int patience = 10;
    private double minDelta = 1e-4;
    private int cooldown;
    private double minLr;

    private @Nullable Double best;
    private int wait;
    private int cooling;

    /** What the rate is multiplied by, below 1; default 0.1. */
    public ReduceLROnPlateau factor(double factor) {
        if (!(factor > 0 && factor < 1)) {
            throw new OptionException("ReduceLROnPlateau: factor must be above 0 and below 1, got " + factor);
        }
        this.factor = factor;
        return this;
    }

    /** Epochs without improvement that are borne; default 10. */
    public ReduceLROnPlateau patience(int epochs) {
        this.patience = epochs;
        return this;
    }

    /** How much better counts as improvement; default 0.0001. */
    public ReduceLROnPlateau minDelta(double delta) {
        requireNumber("minDelta", delta);
        this.minDelta = Math.abs(delta);
        return this;
    }

    /** Epochs after a reduction that are not counted; default 0. */
    public ReduceLROnPlateau cooldown(int epochs) {
        this.cooldown = epochs;
        return this;
    }

    /** The rate never falls below this; default 0. */
    public ReduceLROnPlateau minLr(double rate) {
        requireNumber("minLr", rate);
        this.minLr = rate;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        if (model().optimizer().followsSchedule()) {
            throw new OptionException(
                    "ReduceLROnPlateau cannot change a learning rate that follows a schedule; give the optimizer a"
                            + " number instead of the schedule, or leave the callback away.");
        }
        settleDirection();
        best = null;
        wait = 0;
        cooling = 0;
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = new HashMap<>();
        state.put("wait", Integer.toString(wait));
        state.put("cooling", Integer.toString(cooling));
        if (best != null) {
            state.put("best", Double.toString(best));
        }
        return state;
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        CallbackMemory memory = new CallbackMemory(this, state);
        best = memory.numberIfAny("best");
        wait = memory.count("wait");
        cooling = memory.count("cooling");
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        double rate = model().optimizer().learningRate();
        logs.put("learning_rate", rate);
        Double value = watched(logs, "the learning rate stays");
        if (value == null) {
            return;
        }
        if (cooling > 0) {
            cooling--;
            wait = 0;
        }
        if (improves(value, best, minDelta)) {
            best = value;
            wait = 0;
        } else if (cooling == 0) {
            wait++;
            if (wait >= patience && rate > (float) minLr) {
                double reduced = Math.max(rate * factor, minLr);
                model().optimizer().learningRate(reduced);
                if (isVerbose()) {
                    Console.println(System.lineSeparator() + "Epoch " + (epoch + 1)
                            + ": ReduceLROnPlateau reducing learning rate to " + PythonNumbers.repr(reduced) + ".");
                }
                cooling = cooldown;
                wait = 0;
            }
        }
    }
}
