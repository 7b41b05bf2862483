package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.BaseDecay;

/** The learning rate η₀·((peak − 1)·sin πp + 1 − p) with p = min(t, decaySteps)/decaySteps: up once, and down to 0. */
public final class OneCycle extends BaseDecay<OneCycle> {
    @Option(required = true)
    private double peak;

    private OneCycle() {}

    public OneCycle(double initialLearningRate, long decaySteps, double peak) {
        super(initialLearningRate, decaySteps);
        this.peak = peak;
    }

    @Override
    public double at(long step) {
        return initialLearningRate() * ((peak - 1) * Math.sin(Math.PI * progress(step)) + 1 - progress(step));
    }
}
