/**
 * Learning rates that change from step to step, one file for each. {@link dev.cornet.optimizers.schedules.LearningRate} is the contract, a
 * function of the number of steps; {@link dev.cornet.optimizers.schedules.LearningRateSchedule} the base of those that have options. Reference:
 * Keras' learning rate schedules API.
 */
@NullMarked
package dev.cornet.optimizers.schedules;

import org.jspecify.annotations.NullMarked;
