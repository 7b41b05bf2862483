/**
 * Learning rates of optimizers: constants, and Keras' learning rate schedules, one class per schedule.
 *
 * <p>Uses config and exceptions only. Used by optimizers, which ask for the learning rate of each step.
 *
 * <p>Begin with {@link dev.cornet.optimizers.schedules.LearningRate}, the contract, then {@link
 * dev.cornet.optimizers.schedules.ExponentialDecay}, a simple schedule. Reference: Keras' learning rate schedules API.
 */
@NullMarked
package dev.cornet.optimizers.schedules;

import org.jspecify.annotations.NullMarked;
