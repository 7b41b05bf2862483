package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.FluentSchedule;

/** The learning rate 0.04·min((t + 1)^−½, (t + 1)·warmup^−1.5). Reference: Vaswani et al., NeurIPS 2017. */
public final class Noam extends FluentSchedule<Noam> {
    @Option
    private long warmup = 4000;

    public Noam warmup(long warmup) {
        this.warmup = warmup;
        return checked();
    }

    @Override
    public double at(long step) {
        return 0.04 * Math.min(Math.pow(step + 1, -0.5), (step + 1) * Math.pow(warmup, -1.5));
    }
}
