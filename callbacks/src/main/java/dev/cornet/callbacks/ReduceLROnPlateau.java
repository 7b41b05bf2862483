package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * A callback that multiplies the learning rate by {@code factor} when a monitored metric has not improved for {@code patience} epochs. It
 * logs the rate as {@code learning_rate}. Reference: Keras' ReduceLROnPlateau page.
 */
public final class ReduceLROnPlateau extends PatientCallback<ReduceLROnPlateau> {
    private double factor = 0.1;
    private int cooldown;
    private double minLr;

    private int cooldownLeft;

    /** With a patience of 10 epochs and a minimum change of 0.0001. */
    public ReduceLROnPlateau() {
        super(1e-4, 10);
    }

    /** The factor of each reduction, between 0 and 1; default 0.1. */
    public ReduceLROnPlateau factor(double factor) {
        if (!(factor > 0 && factor < 1)) {
            throw new OptionException("ReduceLROnPlateau: factor must be above 0 and below 1, got " + factor);
        }
        this.factor = factor;
        return this;
    }

    /** The number of epochs after a reduction that are not counted for {@link #patience}; default 0. */
    public ReduceLROnPlateau cooldown(int epochs) {
        this.cooldown = epochs;
        return this;
    }

    /** The lower bound of the learning rate; default 0. */
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
        super.onTrainBegin(logs);
        cooldownLeft = 0;
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = super.state();
        state.put("cooling", Integer.toString(cooldownLeft));
        return state;
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        super.restore(state, tensors);
        cooldownLeft = new SavedCallbackState(this, state).count("cooling");
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        double rate = model().optimizer().learningRate();
        logs.put("learning_rate", rate);
        Double value = monitoredValue(logs, "the learning rate stays");
        if (value == null) {
            return;
        }
        if (cooldownLeft > 0) {
            cooldownLeft--;
            wait = 0;
        }
        if (improves(value)) {
            wait = 0;
        } else if (cooldownLeft == 0) {
            wait++;
            if (wait >= patience && rate > (float) minLr) {
                double reduced = Math.max(rate * factor, minLr);
                model().optimizer().learningRate(reduced);
                if (isVerbose()) {
                    Console.println(System.lineSeparator() + "Epoch " + (epoch + 1)
                            + ": ReduceLROnPlateau reducing learning rate to " + PythonNumbers.repr(reduced) + ".");
                }
                cooldownLeft = cooldown;
                wait = 0;
            }
        }
    }
}
