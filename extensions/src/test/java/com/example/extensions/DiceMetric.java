package com.example.extensions;

import dev.cornet.losses.FluentLoss;
import dev.cornet.metrics.LossMetric;

/** The mean of the Dice loss. */
public final class DiceMetric extends LossMetric<DiceMetric> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new Dice();
    }
}
