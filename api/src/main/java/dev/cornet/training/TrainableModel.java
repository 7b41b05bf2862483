package dev.cornet.training;

import dev.cornet.backend.Precision;
import dev.cornet.optimizers.Optimizer;

/** A model as seen by the training loop. Its graph and weights are in its {@link ModelRuntime}. */
public interface TrainableModel {
    /** The object to which an optimizer belongs once it has trained the model. */
    Object identity();

    /** The type and the name of the model, for messages. */
    String describe();

    /** The optimizer given to compile. */
    Optimizer optimizer();

    /** The seed of shuffling and dropout. */
    long seed();

    /** The precision of the kernels that compute the model. */
    Precision precision();

    /** Whether fit stops after the current batch. */
    boolean stopTraining();

    void stopTraining(boolean stop);
}
