package dev.cornet.models;

import dev.cornet.backend.Precision;
import dev.cornet.nn.LayerAccess;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.training.TrainableModel;

/** A model as the training loop uses it. */
record ModelInTraining(Model model) implements TrainableModel {
    @Override
    public Object identity() {
        return model;
    }

    @Override
    public String describe() {
        return LayerAccess.describe(model);
    }

    @Override
    public Optimizer optimizer() {
        return model.optimizer();
    }

    @Override
    public long seed() {
        return model.seed();
    }

    @Override
    public Precision precision() {
        return model.precision();
    }

    @Override
    public boolean stopTraining() {
        return model.stopTraining();
    }

    @Override
    public void stopTraining(boolean stop) {
        model.stopTraining(stop);
    }
}
